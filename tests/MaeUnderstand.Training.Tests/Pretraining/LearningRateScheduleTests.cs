using System.Globalization;
using System.Text.Json;
using MaeUnderstand.Training.Pretraining;

namespace MaeUnderstand.Training.Tests.Pretraining;

public sealed class LearningRateScheduleTests
{
    [Fact, Trait("Kind", "Golden")]
    public void At_RecordedEpochs_Agrees()
    {
        JsonElement settings = Golden.Json("mae", "config.json").GetProperty("lr_schedule");
        var schedule = new LearningRateSchedule(
            settings.GetProperty("lr").GetDouble(), settings.GetProperty("min_lr").GetDouble(),
            settings.GetProperty("warmup_epochs").GetDouble(), settings.GetProperty("epochs").GetDouble());
        string[] lines = [.. File.ReadLines(Golden.File("mae", "lr_schedule.csv")).Skip(1)];
        Assert.NotEmpty(lines);
        foreach (string line in lines)
        {
            double[] numbers = [.. line.Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
            double difference = Math.Abs(schedule.At(numbers[0]) - numbers[1]);
            Assert.True(difference <= Math.Max(1e-12 * numbers[1], 1e-17), $"Epoch {numbers[0]} differs by {difference:G4}.");
        }
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(0, 0)]
    [InlineData(1, 2)]                                                       // a quarter of the warm-up
    [InlineData(3, 6)]
    [InlineData(4, 8)]                                                       // its end
    [InlineData(6, 2 + 6 * (1 + 0.70710678118654757) / 2)]                   // a quarter of the half cosine: cos 45°
    [InlineData(8, 5)]                                                       // half-way: between peak and minimum
    [InlineData(12, 2)]
    public void At_HandWorkedPoints_Agrees(double epoch, double expected) =>
        Assert.Equal(expected, new LearningRateSchedule(Peak: 8, Minimum: 2, WarmupEpochs: 4, Epochs: 12).At(epoch), 1e-12);

    [Fact, Trait("Kind", "Unit")]
    public void At_NoWarmup_StartsAtThePeak() => Assert.Equal(8, new LearningRateSchedule(8, 2, 0, 12).At(0));
}
