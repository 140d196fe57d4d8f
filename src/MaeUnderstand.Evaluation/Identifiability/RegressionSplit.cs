namespace MaeUnderstand.Evaluation.Identifiability;

/// <summary>How the samples of a regression are used, one part after the other.</summary>
/// <param name="Train">To fit it.</param>
/// <param name="Validation">To choose its settings.</param>
/// <param name="Test">To score it.</param>
internal readonly record struct RegressionSplit(int Train, int Validation, int Test)
{
    /// <summary>Half to fit, a sixth to choose, a third to score.</summary>
    public static RegressionSplit Of(int count)
    {
        int train = count / 2, validation = count / 6;
        return new(train, validation, count - train - validation);
    }
}
