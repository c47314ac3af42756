package io.holdfast.cmk;

/// The versions of the APIs that are spoken.
final class Versions {

    static final String RESOURCES = "2021-04-01";
    static final String VAULTS = "2023-07-01";
    static final String KEYS = "7.4";
    static final String LOGS = "2022-10-01";
    static final String LINKS = "2020-08-01";
    static final String ROLES = "2022-04-01";
    static final String SENTINEL = "2022-11-01";
    static final String ONBOARDING = "2021-03-01-preview";

    private Versions() {}
}
