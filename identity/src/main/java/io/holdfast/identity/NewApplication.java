package io.holdfast.identity;

/// An application just made, with the only readable copy of its secret.
public record NewApplication(Principal principal, String clientSecret) {

    /// Hides the secret.
    @Override
    public String toString() {
        return "NewApplication[" + principal + ", secret not shown]";
    }
}
