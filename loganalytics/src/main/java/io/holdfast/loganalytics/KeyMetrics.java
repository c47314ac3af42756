package io.holdfast.loganalytics;

import io.holdfast.keyring.Availability;
import io.holdfast.keyring.KeyHealth;
import io.holdfast.keyring.KeyState;
import io.holdfast.keyring.Keyring;
import io.holdfast.keyring.StorageResource;
import io.holdfast.sealedingest.SealedIngest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// How the account keys stand, as metrics for scrapers: text in the OpenMetrics format, version 1.0.
///
/// Labels are the GUID of the cluster and the storage resource: no name, no key id, nothing that a customer
/// chose. Source: "OpenMetrics", prometheus.io. Thread-safe.
///
/// @param keyring whose keys they are
/// @param sealed what waits for them
record KeyMetrics(Keyring keyring, SealedIngest sealed) {

    /// The media type of the text.
    static final String CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private static final String PREFIX = "holdfast_key_";

    /// One family: its name without prefix, its unit (empty where it has none), what it tells.
    private record Family(String name, String unit, String help) {

        void begin(StringBuilder text, String type) {
            String full = PREFIX + name;
            text.append("# TYPE ").append(full).append(' ').append(type).append('\n');
            if (!unit.isEmpty()) {
                text.append("# UNIT ").append(full).append(' ').append(unit).append('\n');
            }
            text.append("# HELP ").append(full).append(' ').append(help).append('\n');
        }
    }

    /// Of all storage resources.
    String text() {
        StringBuilder text = new StringBuilder();
        List<KeyHealth> all = keyring.health();
        states(text, all);
        gauge(text, new Family("state_since_timestamp_seconds", "seconds", "When the state was entered."),
                all,
                health -> Optional.of(seconds(health.availability().since())));
        gauge(text, new Family("last_contact_timestamp_seconds", "seconds",
                "When the vault last unwrapped the account key."), all,
                health -> lastContact(health.availability()).map(KeyMetrics::seconds));
        gauge(text, new Family("grace_left_seconds", "seconds", "How long until an outage darkens."), all,
                health -> health.availability() instanceof Availability.Unreachable unreachable
                        ? Optional.of(seconds(unreachable.graceLeft()))
                        : Optional.empty());
        gauge(text, new Family("bound_seconds", "seconds",
                "How long after the last unwrap the account key is used without its vault."), all,
                health -> Optional.of(seconds(health.bound())));
        gauge(text, new Family("poll_interval_seconds", "seconds", "How often the vault is asked."), all,
                health -> Optional.of(seconds(health.pollInterval())));
        List<KeyHealth> logStores = all.stream()
                .filter(health -> health.resource().kind() == StorageResource.Kind.LOG_STORE).toList();
        gauge(text, new Family("waiting_batches", "", "Sealed batches that wait for the key."), logStores,
                health -> Optional
                        .of(String.valueOf(sealed.status(health.resource().clusterId()).batches())));
        gauge(text, new Family("waiting_bytes", "bytes", "The size of these batches."), logStores,
                health -> Optional.of(String.valueOf(sealed.status(health.resource().clusterId()).bytes())));
        new Family("changes", "", "Changes of states and key versions in the journal.").begin(text,
                "counter");
        text.append(PREFIX).append("changes_total ").append(keyring.journal().last()).append('\n');
        return text.append("# EOF\n").toString();
    }

    private static void states(StringBuilder text, List<KeyHealth> all) {
        new Family("state", "", "The state of the account key: 1 for the one that it is in.").begin(text,
                "stateset");
        for (KeyHealth health : all) {
            KeyState state = KeyState.of(health.availability());
            Arrays.stream(KeyState.values()).forEach(one -> text.append(PREFIX).append("state{")
                    .append(labels(health)).append(',').append(PREFIX).append("state=\"")
                    .append(one.label()).append("\"} ").append(one == state ? 1 : 0).append('\n'));
        }
    }

    private static void gauge(StringBuilder text, Family family, List<KeyHealth> all,
            Function<KeyHealth, Optional<String>> value) {
        family.begin(text, "gauge");
        for (KeyHealth health : all) {
            value.apply(health).ifPresent(shown -> text.append(PREFIX).append(family.name()).append('{')
                    .append(labels(health)).append("} ").append(shown).append('\n'));
        }
    }

    private static String labels(KeyHealth health) {
        return "cluster=\"" + health.resource().clusterId() + "\",store=\""
                + health.resource().kind().name().toLowerCase(Locale.ROOT) + "\"";
    }

    private static Optional<Instant> lastContact(Availability availability) {
        return switch (availability) {
            case Availability.Available available -> available.lastContact();
            case Availability.Unreachable unreachable -> Optional.of(unreachable.lastContact());
            case Availability.Dark _ -> Optional.empty();
        };
    }

    private static String seconds(Instant instant) {
        return String.format(Locale.ROOT, "%d.%03d", instant.getEpochSecond(),
                instant.getNano() / 1_000_000);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f", duration.toMillis() / 1000.0);
    }
}
