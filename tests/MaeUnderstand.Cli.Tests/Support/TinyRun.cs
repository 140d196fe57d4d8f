namespace MaeUnderstand.Cli.Tests.Support;

/// <summary>Arguments of runs that take a second or two.</summary>
internal static class TinyRun
{
    // One thread: more gain nothing at this size, and on a busy machine wait for each other.
    private static readonly (string Option, string Value)[] Defaults =
    [
        ("--model", "vit-micro"), ("--image-size", "16"), ("--patch", "8"), ("--batch-size", "2"), ("--synthetic-images", "8"),
        ("--steps", "4"), ("--warmup-epochs", "0.5"), ("--log-every", "1"), ("--sample-every", "0"), ("--threads", "1"), ("--device", "cpu"),
    ];

    /// <summary>Arguments of <c>mae pretrain</c>: the given ones, and those of a tiny run that they do not name.</summary>
    public static string[] Pretrain(params string[] options) =>
        ["pretrain", .. Defaults.Where(pair => !options.Contains(pair.Option)).SelectMany(pair => new[] { pair.Option, pair.Value }), .. options];
}
