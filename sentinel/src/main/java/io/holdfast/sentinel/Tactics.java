package io.holdfast.sentinel;

import java.util.List;

/// The MITRE ATT&CK tactics that resources name. Source: sentinel-api section 5.
final class Tactics {

    static final List<String> ALL = List.of("Reconnaissance", "ResourceDevelopment", "InitialAccess",
            "Execution", "Persistence", "PrivilegeEscalation", "DefenseEvasion", "CredentialAccess",
            "Discovery", "LateralMovement", "Collection", "Exfiltration", "CommandAndControl", "Impact",
            "PreAttack", "ImpairProcessControl", "InhibitResponseFunction");

    private Tactics() {}
}
