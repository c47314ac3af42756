package io.holdfast.arm;

import io.holdfast.rest.ApiException;
import io.holdfast.rest.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// The regions that resources may name. All of them are this one machine.
public final class Locations {

    private static final Map<String, String> DISPLAY_NAMES = Stream
            .of("Australia East", "Brazil South", "Canada Central", "Central India", "Central US",
                    "East Asia", "East US", "East US 2", "France Central", "Germany West Central",
                    "Italy North", "Japan East", "Korea Central", "North Central US", "North Europe",
                    "Norway East", "Poland Central", "South Africa North", "South Central US",
                    "Southeast Asia", "Sweden Central", "Switzerland North", "UAE North", "UK South",
                    "UK West", "West Europe", "West US", "West US 2", "West US 3")
            .collect(Collectors.toMap(Locations::normalised, name -> name, (first, second) -> first,
                    LinkedHashMap::new));

    private Locations() {}

    /// Names to display names, ordered.
    public static Map<String, String> all() {
        return Collections.unmodifiableMap(DISPLAY_NAMES);
    }

    /// The form in which locations are compared: `West Europe` becomes `westeurope`.
    public static String normalised(String location) {
        return location.replace(" ", "").toLowerCase(Locale.ROOT);
    }

    /// The form for people: `westeurope` becomes `West Europe`; an unknown location stays as it is.
    public static String display(String location) {
        return DISPLAY_NAMES.getOrDefault(normalised(location), location);
    }

    /// The `location` of a resource's body, normalised.
    ///
    /// @throws ApiException 400 `LocationRequired` or `LocationNotAvailableForResourceType`
    public static String require(JsonNode body, String resourceType) {
        String given = Json.text(body, "location").filter(text -> !text.isBlank())
                .orElseThrow(() -> new ApiException(400, "LocationRequired",
                        "The location property is required for this definition."));
        String location = normalised(given);
        if (!DISPLAY_NAMES.containsKey(location)) {
            throw new ApiException(400, "LocationNotAvailableForResourceType", "The provided location '"
                    + given + "' is not available for resource type '" + resourceType
                    + "'. List of available regions for the resource type is '"
                    + DISPLAY_NAMES.keySet().stream().sorted().collect(Collectors.joining(",")) + "'.");
        }
        return location;
    }

    /// Refuses a change of location.
    ///
    /// @throws ApiException 409 `InvalidResourceLocation` if they differ
    public static void requireSame(ResourceId id, String existing, String given) {
        if (!normalised(existing).equals(normalised(given))) {
            throw new ApiException(409, "InvalidResourceLocation", "The resource '" + id.name()
                    + "' already exists in location '" + existing + "' in resource group '"
                    + id.resourceGroup() + "'. A resource with the same name cannot be created in location '"
                    + given + "'. Please select a new resource name.");
        }
    }
}
