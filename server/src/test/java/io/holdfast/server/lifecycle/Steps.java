package io.holdfast.server.lifecycle;

import io.holdfast.server.lifecycle.Step.KeyAt;
import io.holdfast.server.lifecycle.Step.Who;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/// Random steps: what happens often in a life, and around the places where rules meet, is drawn often.
final class Steps {

    /// Uneven, so that no two bounds of the rules fall on one moment.
    private static final List<Duration> TIMES = List.of(Duration.ofSeconds(1), Duration.ofSeconds(11),
            Duration.ofMinutes(31), Duration.ofHours(25), Duration.ofDays(6).plusMinutes(7),
            Duration.ofDays(15).plusMinutes(3), Duration.ofDays(32).plusMinutes(1));
    private static final int CAPACITY_LOW = 100;
    private static final int CAPACITY_HIGH = 500;

    private record Weighted(int weight, Supplier<Step> step) {}

    private final SplittableRandom random;
    private final List<Weighted> kinds = new ArrayList<>();
    private final int total;

    private Steps(long seed) {
        this.random = new SplittableRandom(seed);
        addVaultsAndKeys();
        addClusters();
        addWorkspaces();
        this.total = kinds.stream().mapToInt(Weighted::weight).sum();
    }

    /// The steps of a seed, always the same.
    static List<Step> of(long seed, int count) {
        Steps steps = new Steps(seed);
        List<Step> drawn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drawn.add(steps.next());
        }
        return List.copyOf(drawn);
    }

    private void addVaultsAndKeys() {
        add(1, () -> new Step.PutVault(vault()));
        add(2, () -> new Step.DeleteVault(vault()));
        add(4, () -> new Step.RecoverVault(vault()));
        add(1, () -> new Step.PurgeVault(vault()));
        add(5, () -> new Step.GivePolicy(vault(), who()));
        add(3, () -> new Step.TakePolicy(vault(), who()));
        add(4, () -> new Step.GiveRole(vault(), who()));
        add(2, () -> new Step.TakeRole(vault(), who()));
        add(6, () -> new Step.NewVersion(key(), random.nextInt(5) > 0));
        add(4, () -> new Step.Enable(key(), random.nextInt(4), false));
        add(6, () -> new Step.Enable(key(), random.nextInt(4), true));
        add(1, () -> new Step.Expire(key(), random.nextInt(4), random.nextBoolean()));
        add(2, () -> new Step.DeleteKey(key()));
        add(4, () -> new Step.RecoverKey(key()));
        add(1, () -> new Step.PurgeKey(key()));
    }

    private void addClusters() {
        add(4, () -> new Step.PutCluster(cluster(), random.nextInt(3) == 0 ? CAPACITY_LOW : CAPACITY_HIGH));
        add(1, () -> new Step.DeleteCluster(cluster()));
        add(9, () -> new Step.SetKey(cluster(), key(), random.nextInt(6) - 3));
        add(1, () -> new Step.RemoveKey(cluster()));
    }

    private void addWorkspaces() {
        add(5, () -> new Step.PutWorkspace(workspace()));
        add(2, () -> new Step.DeleteWorkspace(workspace(), random.nextInt(3) == 0));
        add(4, () -> new Step.PutTable(workspace()));
        add(1, () -> new Step.DropTable(workspace()));
        add(5, () -> new Step.Link(workspace(), cluster()));
        add(2, () -> new Step.Unlink(workspace()));
        add(4, () -> new Step.Onboard(workspace(), random.nextInt(4) > 0));
        add(3, () -> new Step.Confirm(workspace()));
        add(1, () -> new Step.Offboard(workspace()));
        add(8, () -> new Step.Ingest(workspace()));
        add(4, () -> new Step.PutIncident(workspace()));
        add(3, Step.Restart::new);
        add(5, () -> new Step.Wait(TIMES.get(random.nextInt(TIMES.size()))));
    }

    private void add(int weight, Supplier<Step> step) {
        kinds.add(new Weighted(weight, step));
    }

    private Step next() {
        int drawn = random.nextInt(total);
        for (Weighted kind : kinds) {
            drawn -= kind.weight();
            if (drawn < 0) {
                return kind.step().get();
            }
        }
        throw new AssertionError("The weights do not add up");
    }

    /// The first of each kind are meant more often, so that steps meet.
    private int skewed(int count) {
        return random.nextInt(2) == 0 ? 0 : random.nextInt(count);
    }

    private int vault() {
        return skewed(Model.VAULTS.size());
    }

    private KeyAt key() {
        return new KeyAt(vault(), random.nextInt(8) == 0 ? 1 : 0);
    }

    private Who who() {
        return new Who(random.nextInt(Model.CLUSTERS + 1) - 1);
    }

    private int cluster() {
        return skewed(Model.CLUSTERS);
    }

    private int workspace() {
        return skewed(Model.WORKSPACES);
    }
}
