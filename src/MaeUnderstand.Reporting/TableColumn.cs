namespace MaeUnderstand.Reporting;

/// <summary>A column of a <see cref="TextTable"/>.</summary>
/// <param name="Header">The heading, with the unit of the numbers below it.</param>
/// <param name="Alignment">Where headings and cells stand in text and Markdown.</param>
public sealed record TableColumn(string Header, ColumnAlignment Alignment = ColumnAlignment.Left);
