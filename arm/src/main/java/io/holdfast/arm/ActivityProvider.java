package io.holdfast.arm;

import io.holdfast.rest.ApiException;
import io.holdfast.rest.ApiResponse;
import io.holdfast.rest.Authorizer;
import io.holdfast.rest.Call;
import io.holdfast.rest.Json;
import io.holdfast.rest.Route;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/// `Microsoft.Insights/eventtypes/management/values`: the activity log of a subscription, newest first.
///
/// `$filter` is comparisons joined by `and`: `eventTimestamp ge|le '{time}'` and `eq` of `resourceGroupName`,
/// `resourceUri` (or `resourceId`), `resourceProvider`, `correlationId`, `caller`, `operations` and `status`.
/// Without a time, the last day. Source: Activity Logs - List, api-version 2015-04-01.
final class ActivityProvider implements ArmProvider {

    private static final String PATH = "/subscriptions/{subscription}/providers/Microsoft.Insights/eventtypes"
            + "/management/values";
    private static final Pattern COMPARISON = Pattern.compile("(\\w+) (eq|ge|le) '([^']*)'",
            Pattern.CASE_INSENSITIVE);
    private static final Duration SPAN = Duration.ofDays(1);

    private final ActivityLog log;
    private final Authorizer authorizer;

    ActivityProvider(ActivityLog log, Authorizer authorizer) {
        this.log = log;
        this.authorizer = authorizer;
    }

    @Override
    public String namespace() {
        return "Microsoft.Insights";
    }

    @Override
    public Map<String, List<String>> apiVersionsByType() {
        return Map.of("eventtypes", List.of("2015-04-01", "2014-04-01"));
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.of("GET", PATH,
                ArmAccess.action(authorizer, "Microsoft.Insights/eventtypes/values/read"), this::values));
    }

    @Override
    public List<ObjectNode> resources(ResourceId scope) {
        return List.of();
    }

    private ApiResponse values(Call call) {
        Filter filter = Filter.parse(call.request().query("$filter").orElse(""), log.now());
        List<ObjectNode> events = log.list(call.variable("subscription"), filter.from(), filter.to())
                .reversed().stream().filter(filter.event()).map(ActivityEvent::json).toList();
        return ApiResponse.json(200, ArmPages.page(call.request(), events,
                event -> Json.text(event, "eventDataId").orElseThrow()));
    }

    /// What is asked for.
    private record Filter(Instant from, Instant to, Predicate<ActivityEvent> event) {

        static Filter parse(String text, Instant now) {
            Instant from = now.minus(SPAN);
            Instant to = now;
            List<Predicate<ActivityEvent>> conditions = new ArrayList<>();
            for (String part : text.isBlank() ? List.<String>of() : List.of(text.split("(?i) and "))) {
                Matcher matcher = COMPARISON.matcher(part.strip());
                if (!matcher.matches()) {
                    throw invalid();
                }
                String operator = matcher.group(2).toLowerCase(Locale.ROOT);
                if (matcher.group(1).equalsIgnoreCase("eventTimestamp")) {
                    Instant time = time(matcher.group(3));
                    from = operator.equals("le") ? from : time;
                    to = operator.equals("ge") ? to : time;
                } else {
                    conditions.add(condition(matcher.group(1), operator, matcher.group(3)));
                }
            }
            return new Filter(from, to, event -> conditions.stream().allMatch(one -> one.test(event)));
        }

        private static Instant time(String text) {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeParseException e) {
                throw invalid();
            }
        }

        private static Predicate<ActivityEvent> condition(String name, String operator, String value) {
            if (!operator.equals("eq")) {
                throw invalid();
            }
            return switch (name.toLowerCase(Locale.ROOT)) {
                case "resourcegroupname" -> event -> event.resource().isInGroup()
                        && event.resource().resourceGroup().equalsIgnoreCase(value);
                case "resourceuri", "resourceid" -> event -> ResourceId.tryParse(value)
                        .filter(event.resource()::isWithin).isPresent();
                case "resourceprovider" -> event -> event.resource().namespace().equalsIgnoreCase(value);
                case "correlationid" -> event -> event.who().correlationId().equalsIgnoreCase(value);
                case "caller" -> event -> event.who().objectId().equalsIgnoreCase(value);
                case "operations" -> event -> Optional.of(event.operationName())
                        .filter(value::equalsIgnoreCase).isPresent();
                case "status" -> event -> event.status().text().equalsIgnoreCase(value);
                default -> throw invalid();
            };
        }

        private static ApiException invalid() {
            return new ApiException(400, "InvalidFilterInQueryString",
                    "The $filter must be comparisons joined by 'and': eventTimestamp ge|le '{ISO-8601 time}',"
                            + " and eq of resourceGroupName, resourceUri, resourceProvider, correlationId,"
                            + " caller, operations or status.");
        }
    }
}
