package io.holdfast.scanner;

/// The bounds of a scan. The bytes of files are always scanned in full; the bounds hold for what is unpacked.
///
/// @param depth how many containers may lie in one another
/// @param contentBytes the largest content that is held in memory at once, unpacked or, where a format needs
/// the whole of it, packed (at least 4 KiB)
/// @param unpackedBytes how much is unpacked from one file, all containers together
public record ScanLimits(int depth, long contentBytes, long unpackedBytes) {

    private static final long MIB = 1L << 20;

    /// Eight deep (a document in a row in a page in an archive is four), 64 MiB at once, so that a scan fits
    /// into the heap of a small machine, and 16 GiB per file, some minutes of work.
    public static final ScanLimits DEFAULT = new ScanLimits(8, 64 * MIB, 16_384 * MIB);

    public ScanLimits {
        if (depth < 1 || depth > 32) {
            throw new IllegalArgumentException("Invalid depth: " + depth + " (must be 1 to 32)");
        }
        if (contentBytes < 4096 || contentBytes > 1024 * MIB) {
            throw new IllegalArgumentException(
                    "Invalid content limit: " + contentBytes + " bytes (must be 4096 to 1073741824)");
        }
        if (unpackedBytes < contentBytes) {
            throw new IllegalArgumentException(
                    "Invalid limit per file: " + unpackedBytes + " bytes (must be at least " + contentBytes
                            + ")");
        }
    }
}
