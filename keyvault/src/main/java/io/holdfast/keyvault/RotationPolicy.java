package io.holdfast.keyvault;

import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/// When a key gets a new version by itself, and how long the versions so made are valid.
///
/// @param actions one or two, of different kinds
/// @param expiryTime from the making of a version by rotation until it expires; empty for never
record RotationPolicy(List<LifetimeAction> actions, Optional<Span> expiryTime, Instant created,
        Instant updated) {

    /// Copies what could change.
    RotationPolicy {
        actions = List.copyOf(actions);
    }

    /// What is to be done.
    enum Kind {
        ROTATE("Rotate"), NOTIFY("Notify");

        private final String type;

        Kind(String type) {
            this.type = type;
        }

        /// As in `action.type`.
        String type() {
            return type;
        }
    }

    /// A time span as it was given, such as `P90D`.
    ///
    /// @param text ISO 8601, in years, months, weeks and days
    record Span(String text) {

        /// @throws java.time.format.DateTimeParseException if it is none
        Period period() {
            return Period.parse(text);
        }

        Instant after(Instant time) {
            return time.atZone(ZoneOffset.UTC).plus(period()).toInstant();
        }

        Instant before(Instant time) {
            return time.atZone(ZoneOffset.UTC).minus(period()).toInstant();
        }
    }

    /// What is to be done, and when: one of the times is present.
    ///
    /// @param afterCreate since the version was made
    /// @param beforeExpiry until it expires
    record LifetimeAction(Kind kind, Optional<Span> afterCreate, Optional<Span> beforeExpiry) {

        private boolean isDue(KeyVersion.Attributes latest, Instant now) {
            boolean old = afterCreate.filter(span -> !now.isBefore(span.after(latest.created())))
                    .isPresent();
            boolean ending = beforeExpiry.isPresent() && latest.expires()
                    .filter(end -> !now.isBefore(beforeExpiry.get().before(end))).isPresent();
            return old || ending;
        }
    }

    /// Whether a key with this latest version is to be rotated now. A disabled one is not: its owner has
    /// taken
    /// it out of use, and a new version would put the key back.
    boolean isRotationDue(KeyVersion.Attributes latest, Instant now) {
        return latest.enabled() && actions.stream()
                .anyMatch(action -> action.kind() == Kind.ROTATE && action.isDue(latest, now));
    }

    /// When a version made now by rotation expires.
    Optional<Instant> expiryFrom(Instant now) {
        return expiryTime.map(span -> span.after(now));
    }
}
