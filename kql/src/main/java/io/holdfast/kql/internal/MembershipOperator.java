package io.holdfast.kql.internal;

/// The operators that look a value up in a list.
enum MembershipOperator {
    IN("in"), NOT_IN("!in"), IN_CI("in~"), NOT_IN_CI("!in~"), HAS_ANY("has_any"), HAS_ALL("has_all");

    private final String text;

    MembershipOperator(String text) {
        this.text = text;
    }

    /// Returns the operator as it is written.
    String text() {
        return text;
    }

    /// Returns the operator of this spelling, which must be one of theirs.
    static MembershipOperator of(String spelling) {
        for (MembershipOperator operator : values()) {
            if (operator.text.equals(spelling)) {
                return operator;
            }
        }
        throw new IllegalArgumentException("Invalid membership operator: " + spelling);
    }
}
