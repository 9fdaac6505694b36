package io.millrace.cli.http;

import io.javalin.Javalin;
import io.millrace.cluster.directory.ApiTokens;
import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.CoordinatorAddress;
import io.millrace.cluster.http.WorkerApi;
import io.millrace.connector.files.JsonValues;
import io.millrace.http.ElsewhereException;
import io.millrace.http.JournalLease;
import io.millrace.http.JsonAnswers;
import io.millrace.http.Loopback;
import io.millrace.http.RefusedException;
import io.millrace.http.ServedApplication;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.partition.Partition;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.OlderCodecs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Function;

/**
 * A shop whose partitions seem to be on two workers, with the real APIs of workers and a
 * coordinator that tells where partitions are. Moving one costs nothing: all are in one process.
 */
public final class ShopCluster implements AutoCloseable {
  private static final int PARTITIONS = 3;

  private final ServedShop shop = new ServedShop();
  private final Looks looks = new Looks(shop.application());
  private final ServedApplication whole = new ServedLocally(shop.application(), looks);
  private final AtomicIntegerArray owners = new AtomicIntegerArray(PARTITIONS);
  private final List<CopyOnWriteArrayList<JournalLease>> leases = new ArrayList<>();
  private final List<WorkerApi> workers = new ArrayList<>();
  private final Javalin coordinator;

  /** Two partitions are on the first worker, one on the second. Is found by its directory. */
  public ShopCluster(ClusterDirectory directory) {
    directory.create();
    ApiTokens tokens = directory.apiTokens();
    for (int p = 0; p < PARTITIONS; p++) {
      owners.set(p, p % 2);
      leases.add(new CopyOnWriteArrayList<>());
    }
    workers.add(WorkerApi.start(new Worker(0), Loopback.HOST, tokens));
    workers.add(WorkerApi.start(new Worker(1), Loopback.HOST, tokens));
    coordinator =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.routes.get(
                      "/apps", to -> JsonAnswers.text(to, "[{\"application\":\"shop\"}]"));
                  config.routes.get("/apps/{name}", to -> JsonAnswers.text(to, table()));
                })
            .start("127.0.0.1", 0);
    directory.announce(
        new CoordinatorAddress(
            1, 42, "here", "127.0.0.1:9", "http://127.0.0.1:" + coordinator.port()));
  }

  private String table() {
    List<Map<String, Object>> hosts = new ArrayList<>();
    for (int w = 0; w < workers.size(); w++) {
      hosts.add(Map.of("id", "w" + w, "api", workers.get(w).address()));
    }
    List<Map<String, Object>> partitions = new ArrayList<>();
    for (int p = 0; p < PARTITIONS; p++) {
      Map<String, Object> partition = new LinkedHashMap<>();
      partition.put("id", p);
      partition.put("owner", owners.get(p) < 0 ? null : "w" + owners.get(p));
      partitions.add(partition);
    }
    return JsonValues.toJson(
        Map.of("application", "shop", "workers", hosts, "partitions", partitions));
  }

  /** Gives a partition to another worker, or to none if it is negative. */
  public void move(int partition, int worker) {
    owners.set(partition, worker);
    leases.get(partition).forEach(JournalLease::close);
  }

  /** What one worker has. */
  private final class Worker implements WorkerApi.Hosting, ServedApplication {
    private final int number;

    Worker(int number) {
      this.number = number;
    }

    @Override
    public String worker() {
      return "w" + number;
    }

    @Override
    public List<String> applications() {
      return List.of("shop");
    }

    @Override
    public ServedApplication application(String name) {
      if (!name.equals("shop")) {
        throw RefusedException.later("application is not on this worker now: app=" + name);
      }
      return this;
    }

    private void checkHere(int partition) {
      int owner = owners.get(partition);
      if (owner != number) {
        throw new ElsewhereException(
            partition,
            owner < 0 ? null : "w" + owner,
            owner < 0 ? null : workers.get(owner).address());
      }
    }

    @Override
    public ApplicationPlan plan() {
      return whole.plan();
    }

    @Override
    public OlderCodecs olderCodecs() {
      return whole.olderCodecs();
    }

    @Override
    public int partitionCount() {
      return PARTITIONS;
    }

    @Override
    public List<Integer> partitionsHere() {
      return whole.partitionsHere().stream().filter(p -> owners.get(p) == number).toList();
    }

    @Override
    public boolean isRunning() {
      return true;
    }

    @Override
    public Publisher publisher(String session) {
      checkHere(Origin.home(Origin.ofClient(session == null ? "" : session), PARTITIONS));
      return whole.publisher(session);
    }

    @Override
    public JournalLease lease(int partition) {
      checkHere(partition);
      JournalLease lease = new JournalLease(shop.application().journal(partition), ended -> {});
      leases.get(partition).add(lease);
      return lease;
    }

    @Override
    public <T> T ask(int partition, Function<Partition, T> question) {
      checkHere(partition);
      return whole.ask(partition, question);
    }

    @Override
    public Map<String, Object> status() {
      return whole.status();
    }

    @Override
    public List<Map<String, Object>> partitions() {
      return whole.partitions().stream()
          .filter(line -> owners.get((int) line.get("partition")) == number)
          .toList();
    }
  }

  @Override
  public void close() {
    coordinator.stop();
    workers.forEach(WorkerApi::close);
    looks.close();
    shop.close();
  }
}
