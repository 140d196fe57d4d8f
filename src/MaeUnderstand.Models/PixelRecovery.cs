namespace MaeUnderstand.Models;

/// <summary>How pixels come back from a model that predicts normalised patches (<c>--norm-pix-loss</c>): patches without their
/// brightness and contrast. Without effect on a model that predicts pixels.</summary>
public enum PixelRecovery
{
    /// <summary>Each patch gets the true patch's mean and deviation, as in the reference's demo: the picture is then as bright and as
    /// rich in contrast as the original, which the model did not predict.</summary>
    TrueStatistics,

    /// <summary>The prediction is taken as it is, as if it were pixels: nothing of the original enters, and every patch is about as
    /// bright as every other.</summary>
    Raw,
}
