using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>
/// Tests Theorem 2 where the latents are known: for each mask of each graph, whether the code of a masked autoencoder holds C, the
/// information that the two parts share, and neither s_m nor s_mᶜ.
/// </summary>
public sealed class IdentifyStudy
{
    private readonly IdentifyOptions options;
    private readonly IReadOnlyList<IdentifyCase> cases;

    /// <summary>Prepares a study.</summary>
    /// <param name="options">What to try; without <see cref="IdentifyOptions.Problems"/>.</param>
    /// <exception cref="IOException">A graph's file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file holds no graph, or a mask does not fit a graph, is missing or comes twice.</exception>
    public IdentifyStudy(IdentifyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        cases = options.Cases();
    }

    /// <summary>Trains and measures what the folder does not hold yet, and writes the folder after each run.</summary>
    /// <param name="folder">Where results are and go.</param>
    /// <param name="device">Where to train.</param>
    /// <param name="progress">Told of steps now and then.</param>
    /// <param name="cancel">Ends it between two steps; what is finished is written.</param>
    /// <returns>The runs of these options, mask by mask and seed by seed.</returns>
    /// <exception cref="InvalidDataException">The folder holds runs with other settings or of another graph of the same name.</exception>
    /// <exception cref="MaeUnderstand.Training.Pretraining.TrainingFailedException">A loss is not finite.</exception>
    public IdentifyReport Run(IdentifyFolder folder, Device device, IProgress<IdentifyProgress> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(progress);
        int threads = get_num_threads();
        set_num_threads(1);                   // products of this size are slower on two threads than on one
        try
        {
            var rows = new List<IdentifyRow>(folder.Read(options, cases));
            var chosen = new List<IdentifyRow>();
            int runs = cases.Count * options.Seeds;
            foreach (IdentifyCase subject in cases)
            {
                for (long seed = options.Seed; seed < options.Seed + options.Seeds; seed++)
                {
                    IdentifyRow? row = rows.Find(row => (row.Graph, row.Mask, row.Seed) == (subject.GraphName, subject.MaskName, seed));
                    if (row is null)
                    {
                        int run = chosen.Count + 1;
                        row = new IdentifyRun(options, subject, seed, device).Run(
                            (step, loss) => progress.Report(
                                new(run, runs, subject.GraphName, subject.MaskName, seed, step, options.Steps, loss)),
                            cancel);
                        rows.Add(row);
                        folder.Write(options, rows);
                    }
                    chosen.Add(row);
                }
            }
            return IdentifyReport.Of(options, chosen);
        }
        finally
        {
            set_num_threads(threads);
        }
    }
}
