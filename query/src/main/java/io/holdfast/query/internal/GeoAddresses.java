package io.holdfast.query.internal;

import static io.holdfast.kql.KqlType.DYNAMIC;
import static io.holdfast.kql.KqlType.STRING;

import io.holdfast.query.AddressLocations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Where addresses are: country, state, city and coordinates, as far as the operator's file knows them.
final class GeoAddresses {
    static final List<JavaFunction> ALL = List
            .of(JavaFunction.of("geo_info_from_ip_address", DYNAMIC, a -> find((String) a[0]), STRING));

    private GeoAddresses() {}

    private static @Nullable String find(String address) {
        return AddressLocations.find(address.strip()).map(found -> {
            ObjectNode bag = Json.newBag();
            name(found.get("country")).ifPresent(name -> bag.put("country", name));
            if (found.get("subdivisions") instanceof List<?> states && !states.isEmpty()) {
                name(states.getFirst()).ifPresent(name -> bag.put("state", name));
            }
            name(found.get("city")).ifPresent(name -> bag.put("city", name));
            if (found.get("location") instanceof Map<?, ?> location
                    && location.get("latitude") instanceof Number latitude
                    && location.get("longitude") instanceof Number longitude) {
                bag.put("latitude", latitude.doubleValue()).put("longitude", longitude.doubleValue());
            }
            return Json.write(bag);
        }).orElse(null);
    }

    private static Optional<String> name(@Nullable Object place) {
        return place instanceof Map<?, ?> map && map.get("names") instanceof Map<?, ?> names
                && names.get("en") instanceof String name ? Optional.of(name) : Optional.empty();
    }
}
