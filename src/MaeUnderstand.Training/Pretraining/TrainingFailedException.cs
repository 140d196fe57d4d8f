namespace MaeUnderstand.Training.Pretraining;

/// <summary>Training cannot go on, for a reason in the run itself; the message is for the user.</summary>
public sealed class TrainingFailedException : Exception
{
    /// <summary>Makes one without a message.</summary>
    public TrainingFailedException()
    {
    }

    /// <summary>Makes one with a message for the user.</summary>
    public TrainingFailedException(string message) : base(message)
    {
    }

    /// <summary>Makes one with a message for the user and what led to it.</summary>
    public TrainingFailedException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
