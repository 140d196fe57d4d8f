using System.Text.Json;
using MaeUnderstand.Evaluation.Probing;
using MaeUnderstand.Torch.Safetensors;
using static TorchSharp.torch;

namespace MaeUnderstand.Evaluation.Tests.Probing;

public sealed class KnnClassifierTests
{
    private const double Temperature = 0.07;

    [Fact, Trait("Kind", "Golden")]
    public void Evaluate_Digits_AgreesWithScikitLearnOnEveryImage()
    {
        JsonElement recorded = Golden.Json("knn", "knn.json");
        using SafetensorsFile digits = SafetensorsFile.Open(Golden.File("tsne", "digits.safetensors"));
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        Tensor all = digits.Read("x");
        int[] labels = [.. digits.ReadArray<long>("labels").Select(label => (int)label)];
        int trainCount = recorded.GetProperty("train_count").GetInt32();
        int classCount = recorded.GetProperty("class_count").GetInt32();
        using FeatureStore train = StoredFeatures.Make(folder["train"], all[..trainCount], labels[..trainCount], classCount);
        using FeatureStore validation = StoredFeatures.Make(folder["val"], all[trainCount..], labels[trainCount..], classCount);
        foreach (JsonElement result in recorded.GetProperty("results").EnumerateArray())
        {
            int neighbours = result.GetProperty("k").GetInt32();
            var classifier = new KnnClassifier(neighbours, recorded.GetProperty("temperature").GetDouble());
            int[] predictions = [.. result.GetProperty("predictions").EnumerateArray().Select(label => label.GetInt32())];
            using FeatureStore predicted = StoredFeatures.Make(folder[$"predicted-{neighbours}"], all[trainCount..], predictions, classCount);

            Assert.Equal(1, classifier.Evaluate(train, predicted, CPU, CancellationToken.None).Top1);
            ProbeScores scores = classifier.Evaluate(train, validation, CPU, CancellationToken.None);
            Assert.Equal(predictions.Zip(labels[trainCount..]).Count(pair => pair.First == pair.Second) / (double)predictions.Length, scores.Top1);
            Assert.Equal(result.GetProperty("top5_hits").GetInt32() / (double)predictions.Length, scores.Top5);
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void Evaluate_MoreRowsThanAChunk_EqualsBruteForce()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        (Tensor trainRows, int[] trainLabels) = StoredFeatures.Clusters(9000, 6, 7, seed: 1, spread: 1);
        (Tensor queryRows, int[] queryLabels) = StoredFeatures.Clusters(1100, 6, 7, seed: 2, spread: 1);
        using FeatureStore train = StoredFeatures.Make(folder["train"], trainRows, trainLabels, 7);
        using FeatureStore validation = StoredFeatures.Make(folder["val"], queryRows, queryLabels, 7);

        ProbeScores scores = new KnnClassifier(20).Evaluate(train, validation, CPU, CancellationToken.None);
        (double top1, double top5) = BruteForce(Rows(trainRows), trainLabels, Rows(queryRows), queryLabels, 20, 7);
        Assert.Equal((top1, top5), (scores.Top1, scores.Top5));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Evaluate_FewerRowsThanNeighbours_LetsAllVote()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using FeatureStore train = StoredFeatures.Make(folder["train"], tensor(new float[,] { { 1, 0 }, { 0, 1 } }), [0, 1], 3);
        using FeatureStore validation = StoredFeatures.Make(
            folder["val"], tensor(new float[,] { { 2, 1 }, { 1, 2 }, { 1, 2 }, { 1, 1 } }), [0, 0, 2, 1], 3);

        ProbeScores scores = new KnnClassifier(20).Evaluate(train, validation, CPU, CancellationToken.None);
        Assert.Equal(0.25, scores.Top1);          // right; second guess; a class without a vote; equal votes go to the lower class
        Assert.Equal(0.75, scores.Top5);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Evaluate_Repeated_LeavesNoTensorBehind()
    {
        using var folder = new TemporaryFolder();
        (Tensor rows, int[] labels) = StoredFeatures.Clusters(40, 4, 2, seed: 1);
        using Tensor owned = rows;
        using FeatureStore store = StoredFeatures.Make(folder["train"], rows, labels, 2);
        Leaks.None(() => new KnnClassifier(3).Evaluate(store, store, CPU, CancellationToken.None));
    }

    /// <summary>One query at a time, in float64.</summary>
    private static (double Top1, double Top5) BruteForce(
        double[][] train, int[] trainLabels, double[][] queries, int[] queryLabels, int neighbours, int classCount)
    {
        (int top1, int top5) = (0, 0);
        for (int query = 0; query < queries.Length; query++)
        {
            double[] similarity = [.. train.Select(row => Cosine(row, queries[query]))];
            var votes = new double[classCount];
            foreach (int row in Enumerable.Range(0, train.Length).OrderByDescending(row => similarity[row]).Take(neighbours))
                votes[trainLabels[row]] += Math.Exp(similarity[row] / Temperature);
            int[] guesses = [.. Enumerable.Range(0, classCount).Where(label => votes[label] > 0).OrderByDescending(label => votes[label])];
            top1 += guesses[0] == queryLabels[query] ? 1 : 0;
            top5 += guesses.Take(5).Contains(queryLabels[query]) ? 1 : 0;
        }
        return (top1 / (double)queries.Length, top5 / (double)queries.Length);
    }

    private static double Cosine(double[] a, double[] b) =>
        a.Zip(b, (x, y) => x * y).Sum() / Math.Sqrt(a.Sum(x => x * x) * b.Sum(x => x * x));

    private static double[][] Rows(Tensor rows)
    {
        float[] values = rows.contiguous().data<float>().ToArray();
        return [.. values.Chunk((int)rows.shape[1]).Select(row => row.Select(value => (double)value).ToArray())];
    }
}
