namespace MaeUnderstand.Training.Runs;

/// <summary>What an epoch of a head came to.</summary>
/// <param name="Epoch">Epochs done.</param>
/// <param name="TotalEpochs">Epochs of the whole training.</param>
/// <param name="LearningRate">The learning rate of the last step; of a grid, of the replica that is best.</param>
/// <param name="TrainLoss">Mean loss over the epoch's training images.</param>
/// <param name="Loss">Mean loss of the validation images after it.</param>
/// <param name="Top1">Top-1 of the validation images after it.</param>
/// <param name="Top5">Top-5 of the validation images after it.</param>
public sealed record EpochProgress(
    int Epoch, int TotalEpochs, double LearningRate, double TrainLoss, double Loss, double Top1, double Top5);
