package io.holdfast.arm;

/// Takes the checks of a call: in the call itself the first that refuses ends it, in a preflight all are
/// collected. So both say the same, in the same order.
public interface Checks {

    /// The checks of a call that is carried out.
    Checks STRICT = new Checks() {
        @Override
        public void that(Runnable check) {
            check.run();
        }

        @Override
        public void irreversible(String what) {
            // Who makes the call is not asked.
        }

        @Override
        public void unproven(String what) {
            // The call itself proves it.
        }

        @Override
        public boolean isPreflight() {
            return false;
        }
    };

    /// Makes a check that others do not build on; it changes nothing, and throws to refuse the call.
    void that(Runnable check);

    /// Notes what of the call cannot be undone: a sentence for people.
    void irreversible(String what);

    /// Notes what only the call itself can find out: a sentence for people.
    void unproven(String what);

    /// Whether the call is not carried out, so that nothing may be used up, such as a wrap by a vault.
    boolean isPreflight();
}
