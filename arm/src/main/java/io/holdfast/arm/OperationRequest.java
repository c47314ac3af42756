package io.holdfast.arm;

import tools.jackson.databind.node.ObjectNode;

/// What an asynchronous operation is to do.
///
/// @param kind as registered with [Operations#register]
/// @param resource what it works on
/// @param location where its status is asked for, such as `westeurope`
/// @param parameters what the work needs beyond that; no secret, no customer content
public record OperationRequest(String kind, ResourceId resource, String location, ObjectNode parameters) {}
