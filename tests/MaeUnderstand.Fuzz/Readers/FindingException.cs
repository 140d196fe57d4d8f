namespace MaeUnderstand.Fuzz.Readers;

/// <summary>A reader took a file but gave something that it must not give.</summary>
internal sealed class FindingException(string message) : Exception(message);
