using MaeUnderstand.Theory.Images;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Identifiability.LatentProbing;

/// <summary>Reads every latent of a world off frozen features: ridge regression for continuous ones, logistic for discrete ones.</summary>
public static class LatentProbe
{
    /// <summary>Fits on one set of images and scores on another.</summary>
    /// <param name="variables">[V] The latents.</param>
    /// <param name="trainFeatures">[N, D] borrowed.</param>
    /// <param name="trainLatents">[N][V] the latents of the training images.</param>
    /// <param name="testFeatures">[M, D] borrowed.</param>
    /// <param name="testLatents">[M][V] the latents of the test images.</param>
    /// <param name="known">A discrete variable on which other discrete ones depend; <see langword="null"/> for none.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>[V] in the order of <paramref name="variables"/>.</returns>
    public static IReadOnlyList<LatentScore> Score(IReadOnlyList<LatentVariable> variables, Tensor trainFeatures,
        IReadOnlyList<IReadOnlyList<double>> trainLatents, Tensor testFeatures, IReadOnlyList<IReadOnlyList<double>> testLatents,
        int? known, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(variables);
        using var scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        using var features = new PrincipalFeatures(trainFeatures, testFeatures);
        int[] continuous = [.. Of(LatentKind.Continuous)];
        int[] discrete = [.. Of(LatentKind.Discrete)];
        var scores = new double[variables.Count];
        Fill(continuous, continuous.Length == 0
            ? []
            : RidgeProbe.Score(features, Columns(trainLatents, continuous), Columns(testLatents, continuous)));
        Fill(discrete, LogisticProbe.Score(features, [.. discrete.Select(column => variables[column].Classes)],
            Columns(trainLatents, discrete).to(int64), Columns(testLatents, discrete).to(int64),
            known is { } variable ? Array.IndexOf(discrete, variable) : null, cancel));
        return [.. variables.Select((variable, i) => new LatentScore(variable.Name, variable.Level, variable.Kind, scores[i]))];

        IEnumerable<int> Of(LatentKind kind) => Enumerable.Range(0, variables.Count).Where(i => variables[i].Kind == kind);

        void Fill(int[] columns, double[] values)
        {
            for (int i = 0; i < columns.Length; i++)
                scores[columns[i]] = values[i];
        }
    }

    private static Tensor Columns(IReadOnlyList<IReadOnlyList<double>> latents, int[] columns)
    {
        var values = new double[latents.Count * columns.Length];
        for (int row = 0, at = 0; row < latents.Count; row++)
        {
            foreach (int column in columns)
                values[at++] = latents[row][column];
        }
        return tensor(values, latents.Count, columns.Length);
    }
}
