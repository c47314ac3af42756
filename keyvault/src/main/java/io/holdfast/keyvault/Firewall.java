package io.holdfast.keyvault;

import io.holdfast.rest.Json;
import java.net.InetAddress;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The network rules of a vault: `publicNetworkAccess` and `networkAcls`.
///
/// Calls from inside the process are those of a trusted service. Virtual networks do not exist here: their
/// rules are kept, and let nobody in.
final class Firewall {

    static final String ACLS = "networkAcls";
    static final String PUBLIC_ACCESS = "publicNetworkAccess";

    private Firewall() {}

    /// @throws VaultException.Denied if clients at this address may not use the vault
    static void check(Vault vault, String clientAddress) {
        ObjectNode acls = Json.child(vault.properties().echoed(), ACLS);
        boolean listed = StreamSupport.stream(acls.path("ipRules").spliterator(), false)
                .anyMatch(rule -> Range.parse(Json.text(rule, "value").orElse(""))
                        .filter(range -> range.contains(clientAddress)).isPresent());
        if (isClosed(vault) || (deniesByDefault(acls) && !listed)) {
            throw refused(vault, clientAddress);
        }
    }

    /// @throws VaultException.Denied if trusted services may not pass the rules
    static void checkInside(Vault vault) {
        ObjectNode acls = Json.child(vault.properties().echoed(), ACLS);
        boolean restricted = isClosed(vault) || deniesByDefault(acls);
        if (restricted && is(acls, "bypass", "None")) {
            throw refused(vault, "inside the server");
        }
    }

    private static boolean isClosed(Vault vault) {
        return is(vault.properties().echoed(), PUBLIC_ACCESS, "Disabled");
    }

    private static boolean deniesByDefault(JsonNode acls) {
        return is(acls, "defaultAction", "Deny");
    }

    private static boolean is(JsonNode object, String member, String value) {
        return Json.text(object, member).filter(value::equalsIgnoreCase).isPresent();
    }

    private static VaultException refused(Vault vault, String address) {
        return new VaultException.Denied("ForbiddenByFirewall",
                "Client address is not authorized and caller is not a trusted service.\nClient address: "
                        + address + "\nVault: " + vault.label());
    }

    /// An address, or all that share its first bits.
    record Range(byte[] address, int bits) {

        /// Reads `10.1.2.3` or `10.1.0.0/16`, or the same of IPv6; empty if it is neither.
        static Optional<Range> parse(String text) {
            String[] parts = text.split("/", -1);
            try {
                byte[] address = InetAddress.ofLiteral(parts[0]).getAddress();
                int most = address.length * Byte.SIZE;
                int bits = parts.length == 1 ? most : Integer.parseInt(parts[1]);
                return parts.length <= 2 && bits >= 0 && bits <= most
                        ? Optional.of(new Range(address, bits))
                        : Optional.empty();
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        }

        boolean contains(String client) {
            byte[] other;
            try {
                other = InetAddress.ofLiteral(client).getAddress();
            } catch (IllegalArgumentException _) {
                return false;
            }
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % Byte.SIZE);
                if ((other[bit / Byte.SIZE] & mask) != (address[bit / Byte.SIZE] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
