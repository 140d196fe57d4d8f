namespace MaeUnderstand.Masking;

/// <summary>
/// Decides in which order the mask units of an image become visible; <see cref="MaskLayout"/> turns the order into tokens and keeps
/// the first of them. A new sampler is one class and one line in <see cref="MaskSamplers"/>. Samplers are stateless.
/// </summary>
public interface IMaskSampler
{
    /// <summary>Writes the units in the order in which they become visible, the visible ones first.</summary>
    /// <param name="layout">The grid, its units and the mask ratio.</param>
    /// <param name="random">The numbers to draw from.</param>
    /// <param name="unitShuffle">Receives a permutation of 0 … <see cref="MaskLayout.UnitCount"/> − 1.</param>
    void Order(MaskLayout layout, ref KeyedRandom random, Span<int> unitShuffle);
}
