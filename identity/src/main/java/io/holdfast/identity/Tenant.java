package io.holdfast.identity;

/// The tenant of this installation and its only subscription, made at the first start.
///
/// @param tenantId a GUID
/// @param subscriptionId a GUID
public record Tenant(String tenantId, String subscriptionId) {}
