using System.CommandLine;
using System.Globalization;
using MaeUnderstand.Fuzz.Execution;
using MaeUnderstand.Fuzz.Readers;

namespace MaeUnderstand.Fuzz;

/// <summary>The program behind <c>scripts/fuzz</c>.</summary>
internal static class Program
{
    private const int Failed = 1, BadInput = 2;

    private static readonly Option<long> Executions = new("--executions")
    {
        Description = "inputs for each reader",
        DefaultValueFactory = _ => 100_000,
    };

    private static readonly Option<int> Seed = new("--seed") { Description = "fixes the inputs" };

    private static readonly Option<string> Findings = new("--findings")
    {
        Description = "folder for the inputs that are treated wrongly",
        DefaultValueFactory = _ => Path.Combine("artifacts", "fuzz"),
    };

    public static int Main(string[] args)
    {
        using var coverage = new CoverageMap();                  // before anything else: in a worker, the readers' code writes into it
        var readers = new Argument<string[]>("readers")
        {
            Description = $"any of {string.Join(", ", FuzzTargets.All.Select(target => target.Name))}; all where none is given",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var root = new RootCommand("Feeds damaged files to the readers of foreign files: none may crash, hang, throw what it does not " +
            "document, or take more memory than its bound.")
        {
            readers, Executions, Seed, Findings,
        };
        root.SetAction(parsed => Supervise(parsed, parsed.GetValue(readers) ?? []));
        root.Subcommands.Add(WorkerCommand(coverage));
        root.Subcommands.Add(ReplayCommand());
        return root.Parse(args).Invoke();
    }

    /// <summary>Fuzzes readers.</summary>
    /// <returns>The exit code.</returns>
    internal static int Supervise(IEnumerable<FuzzTarget> targets, long executions, int seed, string findingsFolder, TextWriter output)
    {
        string copy = Directory.CreateTempSubdirectory("mae-fuzz-").FullName;
        try
        {
            var supervisor = new Supervisor(InstrumentedCopy.Make(copy), Path.GetFullPath(findingsFolder), output);
            FuzzReport[] reports = [.. targets.Select(target => supervisor.Run(target, executions, seed))];
            output.WriteLine(string.Join("; ", reports.Select(report => string.Create(CultureInfo.InvariantCulture,
                $"{report.Reader}: {report.Executions} executions, {report.Executions / report.Elapsed.TotalSeconds:F0}/s, {report.Findings.Count} findings"))));
            return reports.Any(report => report.Findings.Count > 0 || report.Executions < executions) ? Failed : 0;
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private static int Supervise(ParseResult parsed, string[] names)
    {
        foreach (string name in names)
        {
            if (FuzzTargets.Find(name) is null)
            {
                Console.Error.WriteLine($"There is no reader '{name}'; there are {string.Join(", ", FuzzTargets.All.Select(target => target.Name))}.");
                return BadInput;
            }
        }
        IEnumerable<FuzzTarget> targets = names.Length == 0 ? FuzzTargets.All : names.Select(name => FuzzTargets.Find(name)!);
        return Supervise(targets, parsed.GetValue(Executions), parsed.GetValue(Seed), parsed.GetValue(Findings)!, Console.Out);
    }

    /// <summary>What the supervisor starts.</summary>
    private static Command WorkerCommand(CoverageMap coverage)
    {
        var reader = new Argument<string>("reader");
        var work = new Option<string>("--work") { Required = true };
        var command = new Command("worker") { reader, Executions, Seed, Findings, work };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            FuzzTarget target = FuzzTargets.Find(parsed.GetValue(reader)!)!;
            new Worker(target, parsed.GetValue(Seed), parsed.GetValue(work)!, parsed.GetValue(Findings)!)
                .Run(parsed.GetValue(Executions), coverage, Console.Out.WriteLine);
        });
        return command;
    }

    /// <summary>Reads saved inputs once more, in this process.</summary>
    private static Command ReplayCommand()
    {
        var reader = new Argument<string>("reader");
        var files = new Argument<string[]>("files") { Arity = ArgumentArity.OneOrMore, Description = "entries of the corpus, or findings" };
        var command = new Command("replay", "Read saved inputs once more.") { reader, files };
        command.SetAction(parsed =>
        {
            string path = Path.GetTempFileName();
            using var executor = new Executor(FuzzTargets.Find(parsed.GetValue(reader)!)!, path);
            int findings = 0;
            foreach (string file in parsed.GetValue(files)!)
            {
                Finding? finding = executor.Run(CorpusEntry.Parse(File.ReadAllText(file)).Bytes);
                Console.WriteLine($"{file}: {(finding is null ? executor.Outcome : finding.Line)}");
                findings += finding is null ? 0 : 1;
            }
            File.Delete(path);
            return findings == 0 ? 0 : Failed;
        });
        return command;
    }
}
