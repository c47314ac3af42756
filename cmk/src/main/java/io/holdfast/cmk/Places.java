package io.holdfast.cmk;

import java.util.Locale;

/// Regions, which have two spellings: `West Europe` is `westeurope`.
final class Places {

    private Places() {}

    static boolean same(String one, String other) {
        return plain(one).equals(plain(other));
    }

    private static String plain(String region) {
        return region.replace(" ", "").toLowerCase(Locale.ROOT);
    }
}
