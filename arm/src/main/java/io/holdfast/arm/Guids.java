package io.holdfast.arm;

import java.util.UUID;
import java.util.random.RandomGenerator;

/// Random GUIDs (RFC 9562, version 4) in lower case, from a given source.
public final class Guids {

    private static final long VERSION_MASK = 0xFFFF_FFFF_FFFF_0FFFL;
    private static final long VERSION_4 = 0x4000L;
    private static final long VARIANT_MASK = 0x3FFF_FFFF_FFFF_FFFFL;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private Guids() {}

    /// A fresh one.
    public static String random(RandomGenerator random) {
        return new UUID((random.nextLong() & VERSION_MASK) | VERSION_4,
                (random.nextLong() & VARIANT_MASK) | VARIANT)
                .toString();
    }

    /// Whether the text is a GUID in the usual form of 36 characters.
    public static boolean isGuid(String text) {
        return text.length() == 36 && text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    }
}
