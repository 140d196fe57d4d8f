using System.Reflection;
using MaeUnderstand.Training.Configuration;

namespace MaeUnderstand.Cli.Settings;

/// <summary>The settings of an options record, in the record's order.</summary>
internal sealed class SettingTable
{
    private readonly Dictionary<string, Setting> settingByFoldedName;

    private SettingTable(IReadOnlyList<Setting> all)
    {
        All = all;
        settingByFoldedName = all.ToDictionary(setting => Setting.Fold(setting.Name), StringComparer.Ordinal);
    }

    /// <summary>All settings.</summary>
    public IReadOnlyList<Setting> All { get; }

    /// <summary>The settings of a record type.</summary>
    public static SettingTable Of<TOptions>() where TOptions : new()
    {
        var defaults = new TOptions();
        return new SettingTable(
        [
            .. from property in typeof(TOptions).GetProperties()
               let attribute = property.GetCustomAttribute<SettingAttribute>()
               where attribute is not null
               select new Setting(property, attribute, defaults),
        ]);
    }

    /// <summary>The setting of a name in any spelling; <see langword="null"/> where there is none.</summary>
    public Setting? Find(string name) => settingByFoldedName.GetValueOrDefault(Setting.Fold(name));

    /// <summary>The name that somebody who wrote <paramref name="name"/> most likely meant: one that lacks or has a word more
    /// (<c>warmup</c>), else the one at the smallest edit distance.</summary>
    public string NearestTo(string name)
    {
        string folded = Setting.Fold(name);
        return All.MinBy(setting =>
        {
            string other = Setting.Fold(setting.Name);
            return (IsPartly(folded, other) ? 0 : 1, Distance(folded, other));
        })!.Name;
    }

    private static bool IsPartly(string a, string b) => a.Contains(b, StringComparison.Ordinal) || b.Contains(a, StringComparison.Ordinal);

    /// <summary>The edit distance of Levenshtein: insertions, deletions and replacements of letters.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.Length];
    }
}
