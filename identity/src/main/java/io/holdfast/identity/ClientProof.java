package io.holdfast.identity;

/// What an application shows to be who it says.
sealed interface ClientProof {

    /// A secret.
    record Secret(String value) implements ClientProof {

        @Override
        public String toString() {
            return "Secret[not shown]";
        }
    }

    /// A JWT signed with the key of a registered certificate (RFC 7523).
    record Assertion(String jwt) implements ClientProof {

        @Override
        public String toString() {
            return "Assertion[not shown]";
        }
    }
}
