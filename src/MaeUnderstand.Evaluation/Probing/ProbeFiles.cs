namespace MaeUnderstand.Evaluation.Probing;

/// <summary>The names of the files in a probe's run directory.</summary>
public static class ProbeFiles
{
    /// <summary>The head of the last step, with all that training needs to go on.</summary>
    public const string LastHead = "head-last.safetensors";

    /// <summary>The head of the best epoch.</summary>
    public const string BestHead = "head-best.safetensors";

    /// <summary>The result.</summary>
    public const string Report = "probe.json";
}
