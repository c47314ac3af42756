package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// One resource of each kind that Sentinel keeps, marked with a word in its name and in what it holds.
///
/// @param word without quotes and slashes
record EveryKind(ArmClient arm, CmkEnvironment azure, String word) {

    private static final String VERSION = "?api-version=2025-09-01";
    private static final String WORD = "WORD";
    /// Bodies by path, in the order in which they can be made; `WORD` stands for the word and `SENTINEL` for the id
    /// that the paths are below.
    private static final String RESOURCES = """
            incidents/WORD = {'title':'WORD','description':'WORD','severity':'High','status':'New',
             'labels':[{'labelName':'WORD'}],'owner':{'assignedTo':'WORD'}}
            incidents/WORD/comments/WORD = {'message':'WORD'}
            incidents/WORD/tasks/WORD = {'title':'WORD','description':'WORD','status':'New'}
            bookmarks/WORD = {'displayName':'WORD','query':'WORD','queryResult':'WORD','notes':'WORD',
             'labels':['WORD'],'entityMappings':[{'entityType':'Account','fieldMappings':[
             {'identifier':'Name','value':'WORD'}]}]}
            incidents/WORD/relations/WORD = {'relatedResourceId':'SENTINEL/bookmarks/WORD'}
            bookmarks/WORD/relations/WORD = {'relatedResourceId':'SENTINEL/incidents/WORD'}
            alertRules/WORD = {'displayName':'WORD','enabled':true,'severity':'Low','query':'print a = \\"WORD\\"',
             'queryFrequency':'PT1H','queryPeriod':'PT1H','triggerOperator':'GreaterThan','triggerThreshold':0,
             'suppressionEnabled':false,'suppressionDuration':'PT1H','customDetails':{'WORD':'a'},
             'entityMappings':[{'entityType':'Account','fieldMappings':[
             {'identifier':'Name','columnName':'a'}]}]} Scheduled
            alertRules/WORD/actions/WORD = {'logicAppResourceId':'/workflows/WORD',
             'triggerUri':'https://example.org/WORD'}
            automationRules/WORD = {'displayName':'WORD','order':1,'triggeringLogic':{'isEnabled':true,
             'triggersOn':'Incidents','triggersWhen':'Created','conditions':[{'conditionType':'Property',
             'conditionProperties':{'propertyName':'IncidentTitle','operator':'Equals',
             'propertyValues':['WORD']}}]},'actions':[{'order':1,'actionType':'AddIncidentTask',
             'actionConfiguration':{'title':'WORD'}}]}
            watchlists/WORD = {'displayName':'WORD','provider':'WORD','itemsSearchKey':'WORD',
             'contentType':'text/csv','rawContent':'WORD,other\\nWORD,WORD'}
            watchlists/WORD/watchlistItems/WORD = {'itemsKeyValue':{'WORD':'x','other':'WORD'}}
            metadata/WORD = {'parentId':'/WORD','kind':'AnalyticsRule','contentId':'WORD'}
            settings/EyesOn = {} EyesOn
            dataConnectors/WORD = {'tenantId':'11111111-1111-1111-1111-111111111111',
             'dataTypes':{'alerts':{'state':'Enabled'}}} AzureActiveDirectory
            threatIntelligence/main/indicators/WORD = {'displayName':'WORD','source':'WORD','pattern':'WORD',
             'patternType':'url','description':'WORD','threatIntelligenceTags':['WORD']} indicator
            """;

    /// Makes them all.
    void put() {
        // A setting that is there is not written without its etag.
        arm.call("DELETE", azure.sentinel() + "/settings/EyesOn" + VERSION, "");
        bodies().forEach((path, body) -> arm.succeed("PUT", path, body));
    }

    /// What is read of each, by path.
    Map<String, JsonNode> read() {
        Map<String, JsonNode> answers = new LinkedHashMap<>();
        bodies().keySet().forEach(path -> answers.put(path, arm.succeed("GET", path, "")));
        return answers;
    }

    /// Checks that no call about any of them is answered while the key is revoked.
    void areDark() {
        bodies().forEach((path, body) -> {
            for (String call : new String[]{"GET", "PUT", "DELETE"}) {
                ArmClient.Answer answer = arm.call(call, path, call.equals("PUT") ? body : "");
                assertThat(answer.status() + " " + answer.errorCode()).as(call + " " + path)
                        .isEqualTo("403 CustomerManagedKeyRevoked");
            }
        });
    }

    private Map<String, String> bodies() {
        Map<String, String> bodies = new LinkedHashMap<>();
        for (String entry : RESOURCES.replace("\n ", " ").lines().toList()) {
            String[] parts = entry.split(" = ", 2);
            int end = parts[1].lastIndexOf('}') + 1;
            String kind = parts[1].substring(end).strip();
            String body = "{" + (kind.isEmpty() ? "" : "'kind':'" + kind + "',") + "'properties':"
                    + parts[1].substring(0, end) + "}";
            bodies.put(azure.sentinel() + "/" + parts[0].replace(WORD, word) + VERSION,
                    Json.of(body.replace(WORD, word).replace("SENTINEL", azure.sentinel())));
        }
        return bodies;
    }
}
