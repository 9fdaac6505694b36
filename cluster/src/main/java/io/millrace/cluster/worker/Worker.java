package io.millrace.cluster.worker;

import io.millrace.cluster.control.ApplicationTable;
import io.millrace.cluster.control.ControlCodec;
import io.millrace.cluster.control.ControlMessage;
import io.millrace.cluster.control.ControlMessageException;
import io.millrace.cluster.control.CopyReport;
import io.millrace.cluster.control.CopyReport.ApplicationCopies;
import io.millrace.cluster.control.DivergenceReport;
import io.millrace.cluster.control.Members;
import io.millrace.cluster.control.Members.Member;
import io.millrace.cluster.control.MirroredEpochs;
import io.millrace.cluster.control.MirroredEpochs.ApplicationEpoch;
import io.millrace.cluster.control.Pulse;
import io.millrace.cluster.control.Pulse.ApplicationPulse;
import io.millrace.cluster.control.RewindAnswer;
import io.millrace.cluster.control.RewindQuestion;
import io.millrace.cluster.control.Shutdown;
import io.millrace.cluster.control.Withdrawal;
import io.millrace.cluster.control.WorkerReport;
import io.millrace.cluster.control.WorkerReport.ApplicationReport;
import io.millrace.cluster.directory.ApiTokens;
import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.ClusterSettings;
import io.millrace.cluster.directory.CoordinatorAddress;
import io.millrace.cluster.directory.ThisMachine;
import io.millrace.cluster.http.WorkerApi;
import io.millrace.http.RefusedException;
import io.millrace.http.ServedApplication;
import io.millrace.runtime.Clock;
import io.millrace.runtime.IdleStrategy;
import io.millrace.runtime.Threads;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.replication.Divergence;
import io.millrace.runtime.state.StateBackend;
import io.millrace.runtime.transport.FrameRing;
import io.millrace.storage.DataDirectory;
import io.millrace.storage.mirror.Mirror;
import io.millrace.transport.AeronTransport;
import io.millrace.transport.ControlSender;
import io.millrace.transport.FrameRouter;
import io.millrace.transport.Peer;
import io.millrace.transport.TransportListener;
import io.millrace.transport.WorkerAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker: runs what the coordinator's tables say, and tells the coordinator how it stands. {@link
 * #run} is the control thread. Without a coordinator it goes on with what it was told last.
 */
public final class Worker implements TransportListener, WorkerApi.Hosting, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final String COORDINATOR = CoordinatorAddress.NAME;
  private static final int TRANSPORT_LAG_BYTES = 16 << 20;
  private static final int RING_BYTES = 512 << 10;
  private static final long TURN_MS = 2;
  private static final long REPORT_NS = 50_000_000L;
  private static final long LOOK_NS = 500_000_000L;

  private final ClusterDirectory directory;
  private final String name;
  private final long incarnation;
  private final Clock clock;
  private final AeronTransport transport;
  private final List<WorkerSlot> slots = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Map<Long, HostedApplication> applications = new ConcurrentHashMap<>();
  private final Map<Long, ApplicationTable> newest = new ConcurrentHashMap<>();
  private final Map<Long, String> failures = new HashMap<>();
  private final Map<String, Member> members = new ConcurrentHashMap<>();
  private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
  private final ExecutorService openers = Executors.newCachedThreadPool(Threads.daemons("opener"));
  private final ExecutorService asyncThreads =
      Executors.newCachedThreadPool(Threads.daemons("async"));
  private final Map<Long, Boolean> leaving = new HashMap<>();
  private final Set<Long> loading = new HashSet<>();
  private final WorkerApi api;
  private final FoundCopies found;
  private final MirrorAgent mirrors;
  private final Succession succession;
  private ControlSender coordinator;
  private CoordinatorAddress dialled;
  private int coordinatorTerm;
  private long reportNs;
  private long lookNs;
  private boolean reportDue;

  /** Whether the coordinator knows of this life; tables from before are about the former one. */
  private boolean known;

  private boolean shuttingDown;
  private volatile boolean stopping;

  /** A worker of a cluster, listening at an address, but not at work before {@link #run}. */
  public Worker(
      ClusterDirectory directory,
      String name,
      long incarnation,
      String host,
      int slotCount,
      Clock clock) {
    this.directory = directory;
    this.name = name;
    this.incarnation = incarnation;
    this.clock = clock;
    succession = Succession.begin(directory, name, incarnation);
    found = FoundCopies.in(applicationsOf(name));
    mirrors =
        ClusterSettings.read(directory)
            .map(ClusterSettings::mirror)
            .map(uri -> new MirrorAgent(Mirror.at(uri), clock))
            .orElse(null);
    FrameRouter router = new FrameRouter(slotCount, TRANSPORT_LAG_BYTES, this::slotOf);
    FrameRing[][] rings = new FrameRing[slotCount][slotCount];
    for (FrameRing[] from : rings) {
      for (int to = 0; to < slotCount; to++) {
        from[to] = new FrameRing(RING_BYTES);
      }
    }
    for (int i = 0; i < slotCount; i++) {
      FrameRing[] arriving = new FrameRing[slotCount + 1];
      for (int from = 0; from < slotCount; from++) {
        arriving[from] = rings[from][i];
      }
      arriving[slotCount] = router.ring(i);
      slots.add(new WorkerSlot(i, clock, arriving, new SlotSender(rings[i])));
    }
    transport =
        AeronTransport.open(
            directory.transport(name, incarnation).withListening(host, 0), clock, router, this);
    coordinator = transport.peer(COORDINATOR).newControlSender();
    api = startApi(host, directory.apiTokens());
  }

  private WorkerApi startApi(String host, ApiTokens tokens) {
    try {
      return WorkerApi.start(this, host, tokens);
    } catch (RuntimeException e) {
      transport.close();
      throw e;
    }
  }

  /** Which slot gets a frame that arrived; in the transport's thread. */
  private int slotOf(byte[] frame, int at) {
    HostedApplication application = applications.get(FrameHeader.application(frame, at));
    return application == null ? Routes.ELSEWHERE : application.routes().slotOfArrived(frame, at);
  }

  // ------------------------------------------------------------------ what is asked over HTTP

  @Override
  public String worker() {
    return name;
  }

  @Override
  public List<String> applications() {
    return applications.values().stream().map(one -> one.table().name()).sorted().toList();
  }

  @Override
  public ServedApplication application(String of) {
    return applications.values().stream()
        .filter(one -> one.table().name().equals(of) && !one.isLeaving())
        .findFirst()
        .map(one -> new ServedOnWorker(one, this::apiOf))
        .orElseThrow(
            () ->
                RefusedException.later(
                    "application is not on this worker now: app="
                        + of
                        + ", worker="
                        + name
                        + "; the coordinator tells where it is"));
  }

  private String apiOf(String worker) {
    Member member = members.get(worker);
    return member == null || member.api().isEmpty() ? null : member.api();
  }

  // ------------------------------------------------------------------ what is heard

  @Override
  public void onConnected(Peer peer) {
    events.add(() -> reportDue |= peer.name().equals(COORDINATOR));
  }

  @Override
  public void onLost(Peer peer, String reason) {
    events.add(() -> applications.values().forEach(application -> application.lost(peer)));
  }

  @Override
  public void onControl(Peer peer, byte[] message, int at, int length) {
    if (!peer.name().equals(COORDINATOR)) {
      return;
    }
    try {
      ControlMessage decoded = ControlCodec.decode(message, at, length);
      events.add(() -> onMessage(decoded));
    } catch (ControlMessageException e) {
      LOG.warn("message of the coordinator not understood: {}", e.getMessage());
    }
  }

  private boolean isOfFormer(int term) {
    if (term < coordinatorTerm) {
      return true;
    }
    coordinatorTerm = term;
    return false;
  }

  private void onMessage(ControlMessage message) {
    if (message instanceof ApplicationTable table && !isOfFormer(table.coordinatorTerm())) {
      onTable(table);
    } else if (message instanceof Members told && !isOfFormer(told.coordinatorTerm())) {
      onMembers(told);
    } else if (message instanceof Pulse pulse && !isOfFormer(pulse.coordinatorTerm())) {
      onPulse(pulse);
    } else if (message instanceof MirroredEpochs told && !isOfFormer(told.coordinatorTerm())) {
      onMirrored(told);
    } else if (message instanceof RewindQuestion asked && !isOfFormer(asked.coordinatorTerm())) {
      onQuestion(asked);
    } else if (message instanceof Withdrawal end && !isOfFormer(end.coordinatorTerm())) {
      withdraw(end.application(), end.keepState());
    } else if (message instanceof Shutdown end && !isOfFormer(end.coordinatorTerm())) {
      shutDown();
    }
  }

  private void onMembers(Members told) {
    for (Member member : told.workers()) {
      if (member.name().equals(name)) {
        known |= member.incarnation() == incarnation;
        continue;
      }
      Member before = members.put(member.name(), member);
      // one of two dials: the one with the lower name
      if (!Objects.equals(before, member) && name.compareTo(member.name()) < 0) {
        transport.connect(member.name(), WorkerAddress.parse(member.address()));
      }
    }
  }

  private void onPulse(Pulse pulse) {
    for (ApplicationPulse one : pulse.applications()) {
      HostedApplication application = applications.get(one.application());
      if (application != null) {
        application.pulse(one.epoch(), one.held());
      }
    }
  }

  private void onMirrored(MirroredEpochs told) {
    for (ApplicationEpoch one : told.applications()) {
      HostedApplication application = applications.get(one.application());
      if (application != null) {
        application.mirrored(one.generation(), one.epoch());
      }
    }
  }

  private void onQuestion(RewindQuestion question) {
    HostedApplication application = applications.get(question.application());
    if (application != null && !leaving.containsKey(question.application())) {
      application.answer(
          question,
          points -> {
            byte[] answer =
                ControlCodec.encode(
                    new RewindAnswer(
                        name,
                        question.application(),
                        question.generation(),
                        question.number(),
                        points));
            coordinator.offer(answer, 0, answer.length); // if there is no room, it asks again
          });
    }
  }

  private void onTable(ApplicationTable table) {
    long number = table.application();
    ApplicationTable before = newest.get(number);
    if (!known || before != null && table.revision() <= before.revision()) {
      return;
    }
    newest.put(number, table);
    reportDue = true;
    HostedApplication application = applications.get(number);
    if (application == null) {
      load(table);
    } else if (application.runsAs(table)) {
      application.follow(table);
    } else if (!leaving.containsKey(number)) {
      application.leaveFor(table); // all is closed, then opened by the code that is named there
      leaving.put(number, true);
    }
  }

  private void load(ApplicationTable table) {
    long number = table.application();
    if (shuttingDown || !loading.add(number)) {
      return;
    }
    openers.execute(
        () -> {
          try {
            RunningCode code =
                RunningCode.load(table, directory.artefacts().fetch(table.code().hash()));
            DataDirectory data = openData(number, code);
            StateBackend state = openState(code, data);
            events.add(() -> loaded(table, code, data, state));
          } catch (RuntimeException | LinkageError e) {
            LOG.error("application cannot be loaded: app={}", table.name(), e);
            events.add(
                () -> {
                  loading.remove(number);
                  failures.put(number, String.valueOf(e.getMessage()));
                });
          }
        });
  }

  private DataDirectory openData(long number, RunningCode code) {
    try {
      return DataDirectory.open(dataOf(number));
    } catch (RuntimeException e) {
      code.close();
      throw e;
    }
  }

  private static StateBackend openState(RunningCode code, DataDirectory data) {
    try {
      return code.openState(data.state());
    } catch (RuntimeException | LinkageError e) {
      data.close();
      code.close();
      throw e;
    }
  }

  private Path dataOf(long number) {
    return applicationsOf(name).resolve(Long.toHexString(number));
  }

  private Path applicationsOf(String worker) {
    return directory.worker(worker).resolve("apps");
  }

  private void loaded(
      ApplicationTable table, RunningCode code, DataDirectory data, StateBackend state) {
    long number = table.application();
    loading.remove(number);
    failures.remove(number);
    ApplicationTable latest = newest.getOrDefault(number, table);
    HostedApplication application =
        new HostedApplication(
            name,
            table,
            code,
            data,
            state,
            new SharedDocuments(directory.shared(), "sinks/" + Long.toHexString(number)),
            clock,
            slots,
            openers,
            asyncThreads,
            events::add,
            mirrors,
            transport::peer);
    applications.put(number, application);
    if (shuttingDown || !newest.containsKey(number) || !application.runsAs(latest)) {
      application.leave();
      leaving.put(number, true);
    } else {
      application.follow(latest);
      application.lookAround();
    }
  }

  private void withdraw(long number, boolean keepState) {
    newest.remove(number);
    failures.remove(number);
    HostedApplication application = applications.get(number);
    if (application != null) {
      leaving.put(number, keepState);
      application.leave();
    } else if (!keepState && !loading.contains(number)) {
      delete(dataOf(number));
    }
  }

  private void shutDown() {
    if (!shuttingDown) {
      shuttingDown = true;
      LOG.info("worker {} is told to end", name);
      applications.forEach(
          (number, application) -> {
            leaving.put(number, true);
            application.leave();
          });
    }
  }

  private static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.warn(
          "data of a stopped application cannot be deleted: dir={}; {}", directory, e.toString());
    }
  }

  // ------------------------------------------------------------------ what is done

  /** Works until it is told to end, or {@link #stop}. */
  public void run() throws InterruptedException {
    transport.start();
    if (mirrors != null) {
      mirrors.start();
    }
    for (WorkerSlot slot : slots) {
      start("slot-" + slot.index(), slot::work);
    }
    LOG.info("worker {} listens at {}", name, transport.address());
    while (!stopping && !(shuttingDown && applications.isEmpty() && loading.isEmpty())) {
      Runnable event = events.poll(TURN_MS, TimeUnit.MILLISECONDS);
      while (event != null) {
        carryOut(event);
        event = events.poll();
      }
      turn();
    }
  }

  private static void carryOut(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException e) {
      LOG.error("worker goes on after a fault of its own", e);
    }
  }

  private void start(String what, IntSupplier turn) {
    IdleStrategy idle = new IdleStrategy(20, 20_000);
    Thread thread =
        new Thread(
            () -> {
              while (!stopping) {
                idle.idle(turn.getAsInt());
              }
            },
            "millrace-" + what);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void turn() {
    long nowNs = clock.nanoTime();
    finishLeaving();
    if (nowNs - lookNs >= LOOK_NS) {
      lookNs = nowNs;
      findCoordinator();
      applications.values().forEach(HostedApplication::lookAround);
      newest.values().stream()
          .filter(table -> !applications.containsKey(table.application()))
          .toList()
          .forEach(this::load);
    }
    if (reportDue || nowNs - reportNs >= REPORT_NS) {
      byte[] copies = ControlCodec.encode(copies());
      byte[] report = ControlCodec.encode(report());
      if (coordinator.offer(copies, 0, copies.length)
          && coordinator.offer(report, 0, report.length)) {
        reportNs = nowNs;
        reportDue = false;
        applications.values().forEach(this::reportDivergences);
      }
    }
  }

  private void reportDivergences(HostedApplication application) {
    List<Divergence> found = application.divergences();
    if (!found.isEmpty()) {
      byte[] report =
          ControlCodec.encode(new DivergenceReport(name, application.application(), found));
      coordinator.offer(report, 0, report.length); // if there is no room, the next time
    }
  }

  private void finishLeaving() {
    for (Map.Entry<Long, Boolean> entry : List.copyOf(leaving.entrySet())) {
      long number = entry.getKey();
      HostedApplication application = applications.get(number);
      application.goOnLeaving();
      if (application.isGone()) {
        applications.remove(number);
        leaving.remove(number);
        boolean keepState = entry.getValue();
        loading.add(number); // not again before all is closed
        application.close(
            () -> {
              if (!keepState) {
                delete(dataOf(number));
              }
              events.add(() -> loading.remove(number));
            });
        reportDue = true;
      }
    }
  }

  private void findCoordinator() {
    if (transport.peer(COORDINATOR).isConnected()) {
      return;
    }
    try {
      if (dialled != null && succession.isOver()) {
        LOG.warn("worker {} ends: another process has its place, or the cluster was stopped", name);
        shutDown();
        return;
      }
      directory
          .coordinator()
          .filter(address -> !address.equals(dialled))
          .ifPresent(
              address -> {
                dialled = address;
                transport.connect(COORDINATOR, WorkerAddress.parse(address.address()));
              });
    } catch (RuntimeException e) {
      LOG.warn("coordinator not found: {}", e.getMessage());
    }
  }

  private CopyReport copies() {
    Map<Long, List<Integer>> left = new HashMap<>(found.byApplication());
    List<ApplicationCopies> copies = new ArrayList<>();
    applications.forEach(
        (number, application) -> {
          List<Integer> there = left.remove(number);
          copies.add(application.copies(there == null ? List.of() : there));
        });
    left.forEach(
        (number, there) -> copies.add(new ApplicationCopies(number, there, List.of(), List.of())));
    return new CopyReport(name, incarnation, copies);
  }

  private WorkerReport report() {
    List<ApplicationReport> reports = new ArrayList<>();
    applications.values().forEach(application -> reports.add(application.report()));
    newest.forEach(
        (number, table) -> {
          if (!applications.containsKey(number)) {
            reports.add(
                new ApplicationReport(
                    number,
                    table.revision(),
                    false,
                    false,
                    failures.get(number),
                    Map.of(),
                    List.of()));
          }
        });
    return new WorkerReport(
        name,
        incarnation,
        ThisMachine.name(),
        ProcessHandle.current().pid(),
        transport.address().toString(),
        api.address(),
        reports);
  }

  /** Lets {@link #run} return. For any thread. */
  public void stop() {
    events.add(this::shutDown);
  }

  /** Ends all threads and connections. */
  @Override
  public void close() {
    api.close();
    stopping = true;
    threads.forEach(Threads::join);
    if (mirrors != null) {
      mirrors.close();
    }
    openers.shutdown();
    try {
      if (!openers.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("journals are still being closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    asyncThreads.shutdownNow();
    transport.close();
  }
}
