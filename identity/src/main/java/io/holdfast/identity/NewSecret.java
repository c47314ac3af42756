package io.holdfast.identity;

/// A secret just made.
///
/// @param id names it without telling it
/// @param value its only readable copy
public record NewSecret(String id, String value) {

    /// Hides the value.
    @Override
    public String toString() {
        return "NewSecret[" + id + ", value not shown]";
    }
}
