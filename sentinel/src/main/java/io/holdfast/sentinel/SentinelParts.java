package io.holdfast.sentinel;

import io.holdfast.arm.Providers;
import io.holdfast.identity.Principals;
import io.holdfast.loganalytics.Workspaces;
import io.holdfast.rest.Authorizer;
import java.security.SecureRandom;
import java.time.InstantSource;

/// What the provider works with; all of it stays the caller's.
///
/// @param workspaces which there are, and what they are linked to
/// @param providers whether `Microsoft.DocumentDB` is registered
/// @param principals among them the Azure Cosmos DB principal
/// @param confirms whether onboardings with the customer-managed key count as confirmed at once
/// @param queries checks the queries of rules
/// @param playbooks which can be called
/// @param random for names
public record SentinelParts(Workspaces workspaces, Providers providers, Principals principals,
        Authorizer authorizer,
        InstantSource clock, boolean confirms, QueryCheck queries, PlaybookSettings playbooks,
        SecureRandom random) {}
