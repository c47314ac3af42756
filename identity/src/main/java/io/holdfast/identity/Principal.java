package io.holdfast.identity;

/// A service principal: what access policies and role assignments name.
///
/// @param objectId a GUID; differs per tenant
/// @param appId the application's (client) id, a GUID
public record Principal(String objectId, String appId, String displayName, PrincipalType type) {}
