package io.holdfast.arm;

import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The id of a resource, a resource group, a subscription, or of the tenant's root (`/`).
///
/// Shape: `/subscriptions/{s}[/resourceGroups/{g}]` followed by any number of
/// `/providers/{namespace}/{type}/{name}[/{type}/{name}...]`; from the second on these are extension
/// resources. Static segments are printed in canonical casing, names as they were given. Two ids are equal if
/// they differ in casing only. Immutable.
public final class ResourceId {

    /// The root of the tenant.
    public static final ResourceId TENANT = new ResourceId(List.of());

    /// The longest name of a resource or a type.
    public static final int MAX_SEGMENT_LENGTH = 260;

    private static final String SUBSCRIPTIONS = "subscriptions";
    private static final String GROUPS = "resourceGroups";
    private static final String PROVIDERS = "providers";
    private static final String FORBIDDEN = "/\\?#%<>&";

    private final List<String> segments;
    // Where the last `providers` stands; the number of segments if there is none.
    private final int providers;
    private final String text;
    private final String key;

    private ResourceId(List<String> segments) {
        this.segments = List.copyOf(segments);
        this.providers = lastProviders(this.segments);
        this.text = "/" + String.join("/", segments);
        this.key = text.toLowerCase(Locale.ROOT);
    }

    /// Parses an id; a trailing slash is ignored.
    ///
    /// @throws ApiException 400 `LinkedInvalidPropertyId` if it is none
    public static ResourceId parse(String text) {
        return tryParse(text).orElseThrow(() -> new ApiException(400, "LinkedInvalidPropertyId",
                "The value is not a resource id; it must be of the form '/subscriptions/{subscriptionId}"
                        + "/resourceGroups/{resourceGroupName}/providers/{namespace}/{type}/{name}'."));
    }

    /// Parses an id; empty if it is none.
    public static Optional<ResourceId> tryParse(String text) {
        if (!text.startsWith("/")) {
            return Optional.empty();
        }
        List<String> parts = withoutTrailingSlash(Arrays.asList(text.substring(1).split("/", -1)));
        return wellFormed(parts) && idLength(parts) == parts.size()
                ? Optional.of(canonical(parts))
                : Optional.empty();
    }

    /// The resource that a request's path names: the longest part of it, from its start, that is an id.
    ///
    /// Of `.../workspaces` (a list) that is the resource group, of `.../workspaces/w/purge` (an action) the
    /// workspace.
    ///
    /// @throws ApiException 400 `InvalidRequestUri` if a segment holds what no id may hold
    public static ResourceId of(ApiRequest request) {
        List<String> parts = withoutTrailingSlash(request.segments());
        if (!wellFormed(parts)) {
            throw new ApiException(400, "InvalidRequestUri",
                    "A segment of the request's path is empty, longer than " + MAX_SEGMENT_LENGTH
                            + " characters, or holds a control character or one of " + FORBIDDEN + ".");
        }
        return canonical(parts.subList(0, idLength(parts)));
    }

    /// A subscription.
    public static ResourceId subscription(String subscriptionId) {
        return TENANT.with(SUBSCRIPTIONS, subscriptionId);
    }

    /// A resource group.
    public static ResourceId group(String subscriptionId, String groupName) {
        return subscription(subscriptionId).with(GROUPS, groupName);
    }

    /// A resource of a provider in this scope: in a group, in a subscription, or an extension of this
    /// resource.
    public ResourceId resource(String namespace, String type, String name) {
        return with(PROVIDERS, namespace, type, name);
    }

    /// A resource within this one.
    ///
    /// @throws IllegalStateException if this is no resource of a provider
    public ResourceId child(String type, String name) {
        if (!isResource()) {
            throw new IllegalStateException("Only a resource of a provider has children: " + this);
        }
        return with(type, name);
    }

    private ResourceId with(String... more) {
        List<String> all = new ArrayList<>(segments);
        all.addAll(Arrays.asList(more));
        if (!wellFormed(all)) {
            throw new IllegalArgumentException("Invalid segment in a resource id below " + this);
        }
        return canonical(all);
    }

    /// Whether this lies in a subscription, or is one.
    public boolean isInSubscription() {
        return !segments.isEmpty() && segments.getFirst().equals(SUBSCRIPTIONS);
    }

    /// Whether this lies in a resource group, or is one.
    public boolean isInGroup() {
        return segments.size() >= 4 && isInSubscription() && segments.get(2).equals(GROUPS);
    }

    /// Whether this is a resource of a provider, not a group, a subscription or the root.
    public boolean isResource() {
        return providers < segments.size();
    }

    /// The subscription's id.
    ///
    /// @throws IllegalStateException outside of subscriptions
    public String subscriptionId() {
        if (!isInSubscription()) {
            throw new IllegalStateException("Not in a subscription: " + this);
        }
        return segments.get(1);
    }

    /// The resource group's name.
    ///
    /// @throws IllegalStateException outside of groups
    public String resourceGroup() {
        if (!isInGroup()) {
            throw new IllegalStateException("Not in a resource group: " + this);
        }
        return segments.get(3);
    }

    /// The id of the resource group.
    ///
    /// @throws IllegalStateException outside of groups
    public ResourceId groupId() {
        return group(subscriptionId(), resourceGroup());
    }

    /// The provider's namespace, such as `Microsoft.KeyVault`.
    public String namespace() {
        return isResource() ? segments.get(providers + 1) : CanonicalNames.RESOURCES;
    }

    /// The type within the namespace, such as `workspaces/tables`.
    public String type() {
        if (isResource()) {
            return everySecond(providers + 2);
        }
        return isInGroup() ? GROUPS : isInSubscription() ? SUBSCRIPTIONS : "tenants";
    }

    /// Namespace and type, such as `Microsoft.OperationalInsights/workspaces/tables`.
    public String resourceType() {
        return namespace() + "/" + type();
    }

    /// The last name; empty text for the root.
    public String name() {
        return segments.isEmpty() ? "" : segments.getLast();
    }

    /// The names within the provider, such as `ws1/Heartbeat`; of groups and subscriptions their name.
    public String fullName() {
        return isResource() ? everySecond(providers + 3) : name();
    }

    private String everySecond(int from) {
        return IntStream.iterate(from, i -> i < segments.size(), i -> i + 2).mapToObj(segments::get)
                .collect(Collectors.joining("/"));
    }

    /// What contains this: the parent resource, the extended resource, the group, the subscription, the root.
    /// Empty for the root.
    public Optional<ResourceId> parent() {
        if (segments.isEmpty()) {
            return Optional.empty();
        }
        int cut = isResource() && segments.size() == providers + 4 ? 4 : 2;
        return Optional.of(new ResourceId(segments.subList(0, segments.size() - cut)));
    }

    /// Whether this is `other` or lies within it.
    public boolean isWithin(ResourceId other) {
        return other.segments.isEmpty() || key.equals(other.key) || key.startsWith(other.key + "/");
    }

    /// The id in lower case, as a key of maps and records.
    public String key() {
        return key;
    }

    /// The canonical form.
    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResourceId that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    private static List<String> withoutTrailingSlash(List<String> parts) {
        return !parts.isEmpty() && parts.getLast().isEmpty() ? parts.subList(0, parts.size() - 1) : parts;
    }

    private static boolean wellFormed(List<String> parts) {
        return parts.stream().allMatch(part -> !part.isBlank() && part.length() <= MAX_SEGMENT_LENGTH
                && part.chars().noneMatch(c -> Character.isISOControl(c) || FORBIDDEN.indexOf(c) >= 0));
    }

    // A name may be `providers` too; keywords stand at even places only.
    private static int lastProviders(List<String> parts) {
        return IntStream.iterate(0, i -> i < parts.size(), i -> i + 2).filter(i -> isProviders(parts.get(i)))
                .max().orElse(parts.size());
    }

    // How many segments from the start are an id.
    private static int idLength(List<String> parts) {
        int length = pairAt(parts, 0, SUBSCRIPTIONS) ? 2 : 0;
        if (length == 2 && pairAt(parts, 2, GROUPS)) {
            length = 4;
        }
        while (pairAt(parts, length, PROVIDERS) && parts.size() >= length + 4
                && !isProviders(parts.get(length + 2))) {
            length += 4;
            while (parts.size() >= length + 2 && !isProviders(parts.get(length))) {
                length += 2;
            }
        }
        return length;
    }

    private static boolean pairAt(List<String> parts, int index, String literal) {
        return parts.size() >= index + 2 && parts.get(index).equalsIgnoreCase(literal);
    }

    private static boolean isProviders(String part) {
        return part.equalsIgnoreCase(PROVIDERS);
    }

    // Only static segments are canonicalised: keywords, namespaces and types, never names.
    private static ResourceId canonical(List<String> parts) {
        List<String> canonical = new ArrayList<>(parts);
        int index = 0;
        while (index < parts.size()) {
            canonical.set(index, CanonicalNames.of(parts.get(index)));
            if (isProviders(parts.get(index))) {
                canonical.set(index + 1, CanonicalNames.of(parts.get(index + 1)));
            }
            index += 2;
        }
        return new ResourceId(canonical);
    }
}
