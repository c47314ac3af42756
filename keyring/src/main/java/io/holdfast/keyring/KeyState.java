package io.holdfast.keyring;

/// The states of an account key, as people and journals name them.
public enum KeyState {
    /// It may be used.
    AVAILABLE("Available"),
    /// The vault gives no usable answer; it may still be used until the bound is over.
    UNREACHABLE("Unreachable"),
    /// The vault said no.
    REVOKED("Revoked"),
    /// The vault gave no usable answer for longer than the bound.
    DARK_UNREACHABLE("DarkUnreachable"),
    /// It is gone for good.
    DESTROYED("Destroyed");

    private final String label;

    KeyState(String label) {
        this.label = label;
    }

    /// The state that an availability is.
    public static KeyState of(Availability availability) {
        return switch (availability) {
            case Availability.Available _ -> AVAILABLE;
            case Availability.Unreachable _ -> UNREACHABLE;
            case Availability.Dark dark -> switch (dark.darkness().cause()) {
                case REVOKED -> REVOKED;
                case UNREACHABLE -> DARK_UNREACHABLE;
                case DESTROYED -> DESTROYED;
            };
        };
    }

    /// One word in Pascal case, such as `DarkUnreachable`.
    public String label() {
        return label;
    }

    /// Whether the key may be used.
    public boolean isLight() {
        return this == AVAILABLE || this == UNREACHABLE;
    }
}
