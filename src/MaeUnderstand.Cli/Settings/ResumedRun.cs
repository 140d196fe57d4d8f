using MaeUnderstand.Training.Runs;

namespace MaeUnderstand.Cli.Settings;

/// <summary>What a command that goes on with a run takes over from it.</summary>
internal static class ResumedRun
{
    /// <summary>The value of a setting in the highest layer that has it.</summary>
    /// <param name="layers">From the lowest to the highest.</param>
    /// <param name="name">The setting.</param>
    public static string? Highest(IReadOnlyList<SettingLayer> layers, string name) =>
        layers.Select(layer => layer.Values.GetValueOrDefault(name)).LastOrDefault(value => value is not null);

    /// <summary>The saved configuration of the run in <c>--output</c>, where <c>--resume</c> is set: it lies under the user's layers.</summary>
    /// <param name="layers">The user's, from the lowest to the highest.</param>
    /// <param name="table">The command's settings.</param>
    /// <exception cref="InputException">The configuration is not usable.</exception>
    public static IEnumerable<SettingLayer> Underneath(IReadOnlyList<SettingLayer> layers, SettingTable table)
    {
        if (Highest(layers, "resume") is not ("" or "true") || Highest(layers, "output") is not { } output)
            return [];
        string saved = Path.Combine(output, RunDirectory.ConfigName);
        return File.Exists(saved) ? [SettingLayer.FromFile(saved, table)] : [];
    }
}
