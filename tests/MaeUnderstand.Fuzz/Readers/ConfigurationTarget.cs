using System.Text;
using MaeUnderstand.Cli;
using MaeUnderstand.Cli.Settings;
using MaeUnderstand.Fuzz.Mutation;
using MaeUnderstand.Training.Benchmarks;
using MaeUnderstand.Training.Pretraining;
using MaeUnderstand.Training.Reconstruction;

namespace MaeUnderstand.Fuzz.Readers;

/// <summary>
/// The configuration reader: a file becomes a layer, an options record and its list of problems; what has none is written out and must
/// be read as the same. A file is tried as the settings of every command, and refused where all refuse it.
/// </summary>
internal sealed class ConfigurationTarget : FuzzTarget
{
    private static readonly SettingTable[] Tables =
    [
        SettingTable.Of<PretrainOptions>(), SettingTable.Of<ReconstructOptions>(), SettingTable.Of<TrainBenchOptions>(),
        SettingTable.Of<LoaderBenchOptions>(),
    ];

    private static readonly TextMutator Json = new(
    [
        .. Tables.SelectMany(table => table.All).Select(setting => $"\"{setting.Name}\"").Distinct(),
        "\"vit-micro\"", "\"vit-huge\"", "\"block\"", "\"grid\"", "\"synthetic\"", "\"fp32\"", "\"auto\"", "\"cuda:0\"", "\"cpu\"", "\"\"", "\"\\n\"",
        "\"\\u001b[2J\"", "\"\\ud800\"", "\"a:b\"", "true", "false", "null", "1e-5", "0.75", "/*", "*/", "//", ",", "[0,1]", "{\"a\":1}",
    ]);

    public override string Name => "configuration";

    /// <summary>
    /// The text as bytes and letters, a JSON document (12 bytes a token), a dictionary entry and a line of message (with an edit
    /// distance to each setting's name) for each key; for four commands. Beside that reflection's first-use costs.
    /// </summary>
    public override Bound Bound { get; } = new(TimeSpan.FromSeconds(2), 16 << 20, 4 * 400);

    public override IReadOnlyList<byte[]> Words { get; } = [.. Json.Words.Select(Encoding.UTF8.GetBytes)];

    public override int LongestInput => 4 * 1024;

    public override IEnumerable<byte[]> Seeds()
    {
        yield return "{}"u8.ToArray();
        yield return "{ \"data\": \"synthetic\", \"mask-ratio\": 0.5, /* a comment */ \"batch_size\": 8, \"normPixLoss\": true, }"u8.ToArray();
        yield return Encoding.UTF8.GetBytes(SettingStack.ToJson(Tables[0], new PretrainOptions()));
        yield return Encoding.UTF8.GetBytes(SettingStack.ToJson(Tables[1], new ReconstructOptions()));
        yield return Encoding.UTF8.GetBytes(SettingStack.ToJson(Tables[2], new TrainBenchOptions()));
        yield return Encoding.UTF8.GetBytes(SettingStack.ToJson(Tables[3], new LoaderBenchOptions()));
        yield return """
            {"model":"vit-micro","image-size":32,"patch":8,"decoder-width":32,"decoder-depth":1,"decoder-heads":2,"mask-patch":16,
            "mask-sampler":"grid","steps":100,"lr":1e-3,"warmup-epochs":0.5,"clip-grad":1,"seed":-7,"workers":0,"threads":1}
            """u8.ToArray();
    }

    public override byte[]? MutateForm(byte[] input, ByteMutator mutator) =>
        Encoding.UTF8.GetBytes(Json.Mutate(Encoding.UTF8.GetString(input), mutator.Random));

    public override void Read(string path)
    {
        var refusals = new List<InputException>();
        Bind<PretrainOptions>(0, path, options => options.Problems(), refusals);
        Bind<ReconstructOptions>(1, path, options => options.Problems(), refusals);
        Bind<TrainBenchOptions>(2, path, options => options.Problems(), refusals);
        Bind<LoaderBenchOptions>(3, path, options => options.Problems(), refusals);
        if (refusals.Select(refusal => ProblemWith(refusal, path)).FirstOrDefault(problem => problem is not null) is { } problem)
            throw new FindingException(problem);
        if (refusals.Count == Tables.Length)
            throw refusals[0];
    }

    public override string? ProblemWith(Exception refusal, string path) => refusal is InputException input
        ? input.Problems.Select(ProblemWithLine).FirstOrDefault(problem => problem is not null)
        : $"is refused by the undocumented {refusal.GetType().Name}: {refusal.Message}";

    private static void Bind<TOptions>(int index, string path, Func<TOptions, IEnumerable<string>> problems, List<InputException> refusals)
        where TOptions : notnull, new()
    {
        SettingTable table = Tables[index];
        try
        {
            var stack = new SettingStack(table, [SettingLayer.FromFile(path, table)]);
            TOptions options = stack.Bind<TOptions>();
            InputException.ThrowIfAny(problems(options));
            string written = SettingStack.ToJson(table, options);
            File.WriteAllText($"{path}.written", written);
            TOptions again = new SettingStack(table, [SettingLayer.FromFile($"{path}.written", table)]).Bind<TOptions>();
            if (!options.Equals(again))
                throw new FindingException($"binds to options that are written as {written} and read as others.");
        }
        catch (InputException refusal)
        {
            refusals.Add(refusal);
        }
    }
}
