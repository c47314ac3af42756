package io.holdfast.rest;

/// Who makes a request, as its verified token says.
///
/// @param tenantId claim `tid`
/// @param objectId claim `oid`: the principal that policies and role assignments name
/// @param appId claim `appid`
/// @param audience claim `aud`
/// @param issuer claim `iss`
public record Caller(String tenantId, String objectId, String appId, String audience, String issuer) {}
