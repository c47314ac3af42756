package io.holdfast.cmk;

import java.util.List;

/// The resource group.
record GroupStep(Azure azure, Names names) implements Step {

    @Override
    public String title() {
        return "Resource group " + names.resourceGroup();
    }

    @Override
    public Finding inspect() {
        if (azure.find(names.groupId(), Versions.RESOURCES).isPresent()) {
            return new Finding.Done("it is there");
        }
        return new Finding.Needed("create it in " + names.location(),
                List.of(azure.manage("PUT", names.groupId(), Versions.RESOURCES,
                        Azure.object().put("location", names.location()))),
                "");
    }
}
