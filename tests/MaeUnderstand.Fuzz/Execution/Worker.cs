using MaeUnderstand.Fuzz.Mutation;
using MaeUnderstand.Fuzz.Readers;

namespace MaeUnderstand.Fuzz.Execution;

/// <summary>
/// The fuzzer's loop: an input that led somewhere new is kept, and changed in turn. Findings are written as they come; only the first
/// of each kind and place counts.
/// </summary>
internal sealed class Worker
{
    private const int RecentInputs = 16;

    private readonly FuzzTarget target;
    private readonly string work;
    private readonly string findingsFolder;
    private readonly Random random;
    private readonly ByteMutator mutator;
    private readonly List<byte[]> kept = [];
    private readonly HashSet<(string Kind, string Place)> found = [];

    /// <param name="target">The reader.</param>
    /// <param name="seed">Fixes the inputs.</param>
    /// <param name="work">A folder for the mailbox and the file that is read.</param>
    /// <param name="findingsFolder">Where findings go.</param>
    public Worker(FuzzTarget target, int seed, string work, string findingsFolder)
    {
        (this.target, this.work, this.findingsFolder, random) = (target, work, findingsFolder, new Random(seed));
        mutator = new ByteMutator(random, target.Words, target.LongestInput);
    }

    /// <summary>The name of the mailbox's file.</summary>
    public static string MailboxName => "mailbox";

    /// <summary>Runs so many inputs.</summary>
    /// <param name="executions">How many.</param>
    /// <param name="coverage">Tells which inputs to keep.</param>
    /// <param name="report">Receives a line for each finding: where it is saved, and what it is.</param>
    public void Run(long executions, CoverageMap coverage, Action<string> report)
    {
        using var mailbox = new Mailbox(Path.Combine(work, MailboxName));
        using var executor = new Executor(target, Path.Combine(work, "input"));
        Queue<byte[]> seeds = new([.. target.Seeds(), .. CorpusEntry.Of(target.Name).Select(item => item.Entry.Bytes)]);
        for (long execution = 0; execution < executions && found.Count < target.MostFindings; execution++)
        {
            byte[] input = seeds.TryDequeue(out byte[]? seed) ? seed : Next();
            coverage.Clear();
            mailbox.Begin(input);
            Finding? finding = executor.Run(input);
            bool isNew = coverage.Add(executor.Outcome);
            if (finding is null && (isNew || kept.Count == 0))
                kept.Add(input);
            mailbox.End(kept.Count, coverage.Count);
            if (finding is not null && found.Add((finding.Kind, finding.Place)))
                report($"{finding.Save(findingsFolder, target.Name, input)}: {finding.Line}");
        }
    }

    private byte[] Next()
    {
        byte[] input = kept[random.Next(4) == 0 ? Math.Max(0, kept.Count - 1 - random.Next(RecentInputs)) : random.Next(kept.Count)];
        if (random.Next(2) == 0 && target.MutateForm(input, mutator) is { } changed && changed.Length <= target.LongestInput)
            return random.Next(4) == 0 ? mutator.Mutate(changed) : changed;
        return mutator.Mutate(random.Next(10) == 0 ? mutator.Splice(input, kept[random.Next(kept.Count)]) : input);
    }
}
