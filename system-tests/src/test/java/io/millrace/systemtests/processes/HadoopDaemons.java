package io.millrace.systemtests.processes;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A ResourceManager, two NodeManagers, a NameNode and a DataNode: processes on this machine, from
 * the jars that {@code system-tests/hadoop} lays out. Closing it kills them.
 */
final class HadoopDaemons implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final int NODES = 2;
  private static final int NODE_MB = 2560;

  /** A node that is silent for so long is lost. Hadoop's own is ten minutes. */
  private static final int EXPIRY_MS = 8_000;

  private static final Map<String, String> MAINS =
      Map.of(
          "namenode", "org.apache.hadoop.hdfs.server.namenode.NameNode",
          "datanode", "org.apache.hadoop.hdfs.server.datanode.DataNode",
          "resourcemanager", "org.apache.hadoop.yarn.server.resourcemanager.ResourceManager",
          "nodemanager", "org.apache.hadoop.yarn.server.nodemanager.NodeManager");

  private final Path directory;
  private final Path jars;
  private final Map<String, Process> processes = new TreeMap<>();
  private final int nameNode;
  private final int nameNodePages;
  private final int resourceManagerPages;
  private final Map<String, String> core = new LinkedHashMap<>();
  private final Map<String, String> hdfs = new LinkedHashMap<>();
  private final Map<String, String> yarn = new LinkedHashMap<>();

  /** Where the jars are, if a build has laid them out. */
  static Path jars() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("bin").resolve("jvm.flags"))) {
        return at.resolve("target").resolve("hadoop");
      }
    }
    throw new IllegalStateException("bin/jvm.flags not found; run the test in the source tree");
  }

  /** Starts them, with all that they keep in a directory, and waits until they are ready. */
  HadoopDaemons(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    jars = jars();
    List<Integer> ports = freePorts(11);
    nameNode = ports.get(0);
    nameNodePages = ports.get(1);
    resourceManagerPages = ports.get(2);
    core.put("fs.defaultFS", uri(""));
    core.put("hadoop.http.staticuser.user", System.getProperty("user.name"));
    hdfs.put("dfs.replication", "1");
    hdfs.put("dfs.namenode.name.dir", directory.resolve("name").toUri().toString());
    hdfs.put("dfs.datanode.data.dir", directory.resolve("data").toUri().toString());
    hdfs.put("dfs.namenode.rpc-address", HOST + ":" + nameNode);
    hdfs.put("dfs.namenode.http-address", HOST + ":" + nameNodePages);
    hdfs.put("dfs.datanode.address", HOST + ":0");
    hdfs.put("dfs.datanode.http.address", HOST + ":0");
    hdfs.put("dfs.datanode.ipc.address", HOST + ":0");
    hdfs.put("dfs.namenode.safemode.extension", "0");
    hdfs.put("dfs.permissions.superusergroup", System.getProperty("user.name"));
    yarn.put("yarn.resourcemanager.hostname", HOST);
    yarn.put("yarn.resourcemanager.webapp.address", HOST + ":" + resourceManagerPages);
    yarn.put("yarn.resourcemanager.address", HOST + ":" + ports.get(3));
    yarn.put("yarn.resourcemanager.scheduler.address", HOST + ":" + ports.get(4));
    yarn.put("yarn.resourcemanager.resource-tracker.address", HOST + ":" + ports.get(5));
    yarn.put("yarn.resourcemanager.admin.address", HOST + ":" + ports.get(6));
    yarn.put("yarn.resourcemanager.nodemanagers.heartbeat-interval-ms", "100");
    yarn.put("yarn.resourcemanager.connect.retry-interval.ms", "500");
    yarn.put("yarn.nm.liveness-monitor.expiry-interval-ms", Integer.toString(EXPIRY_MS));
    yarn.put("yarn.am.liveness-monitor.expiry-interval-ms", "60000");
    yarn.put("yarn.resourcemanager.am.max-attempts", "4");
    yarn.put("yarn.scheduler.minimum-allocation-mb", "128");
    yarn.put("yarn.scheduler.maximum-allocation-mb", Integer.toString(NODE_MB));
    yarn.put("yarn.nodemanager.resource.memory-mb", Integer.toString(NODE_MB));
    yarn.put("yarn.nodemanager.resource.cpu-vcores", "8");
    yarn.put("yarn.nodemanager.vmem-check-enabled", "false");
    yarn.put("yarn.nodemanager.delete.debug-delay-sec", "600"); // logs stay
    yarn.put(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "99.5");
    configure("client", Map.of());
    configure("namenode", Map.of());
    configure("datanode", Map.of());
    configure("resourcemanager", Map.of());
    for (int node = 1; node <= NODES; node++) {
      Map<String, String> own = new LinkedHashMap<>();
      own.put("yarn.nodemanager.hostname", HOST);
      own.put("yarn.nodemanager.address", HOST + ":" + ports.get(5 + 2 * node));
      own.put("yarn.nodemanager.localizer.address", HOST + ":" + ports.get(6 + 2 * node));
      own.put("yarn.nodemanager.webapp.address", HOST + ":0");
      own.put("yarn.nodemanager.local-dirs", nodeOf(node).resolve("local").toString());
      own.put("yarn.nodemanager.log-dirs", nodeOf(node).resolve("logs").toString());
      configure("nodemanager" + node, own);
    }
    try {
      startAll();
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  private void startAll() throws IOException, InterruptedException {
    if (java("format", "namenode", "-format", "-nonInteractive").waitFor() != 0) {
      throw new AssertionError("NameNode cannot be formatted: " + printed());
    }
    start("namenode");
    start("datanode");
    start("resourcemanager");
    for (int node = 1; node <= NODES; node++) {
      start("nodemanager" + node);
    }
    await(
        nameNodePages,
        "/jmx?qry=Hadoop:service=NameNode,name=FSNamesystemState",
        "\"NumLiveDataNodes\":1");
    await(nameNodePages, "/jmx?qry=Hadoop:service=NameNode,name=NameNodeInfo", "\"Safemode\":\"\"");
    await(resourceManagerPages, "/ws/v1/cluster/metrics", "\"activeNodes\":" + NODES);
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  private Path nodeOf(int node) {
    return directory.resolve("node" + node);
  }

  private void configure(String role, Map<String, String> more) throws IOException {
    Path folder = Files.createDirectories(configuration(role));
    Map<String, String> coreOf = new LinkedHashMap<>(core);
    coreOf.put("hadoop.tmp.dir", directory.resolve("tmp-" + role).toString());
    write(folder.resolve("core-site.xml"), coreOf);
    write(folder.resolve("hdfs-site.xml"), hdfs);
    Map<String, String> yarnOf = new LinkedHashMap<>(yarn);
    yarnOf.putAll(more);
    write(folder.resolve("yarn-site.xml"), yarnOf);
    write(
        folder.resolve("capacity-scheduler.xml"),
        Map.of(
            "yarn.scheduler.capacity.root.queues", "default",
            "yarn.scheduler.capacity.root.default.capacity", "100",
            "yarn.scheduler.capacity.maximum-am-resource-percent", "1.0",
            "yarn.scheduler.capacity.node-locality-delay", "0"));
    Files.writeString(
        folder.resolve("log4j.properties"),
        """
        log4j.rootLogger=WARN,c
        log4j.appender.c=org.apache.log4j.ConsoleAppender
        log4j.appender.c.layout=org.apache.log4j.PatternLayout
        log4j.appender.c.layout.ConversionPattern=%d{ISO8601} %p %c{1}: %m%n
        """);
  }

  private static void write(Path file, Map<String, String> values) throws IOException {
    Files.writeString(
        file,
        values.entrySet().stream()
            .map(
                one ->
                    "<property><name>"
                        + one.getKey()
                        + "</name><value>"
                        + one.getValue()
                        + "</value></property>\n")
            .collect(Collectors.joining("", "<configuration>\n", "</configuration>\n")));
  }

  private Path configuration(String role) {
    return directory.resolve("conf").resolve(role);
  }

  private void start(String role) throws IOException {
    processes.put(role, java(role, role));
  }

  private Process java(String name, String role, String... arguments) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx192m", "-Xss512k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    line.add("-Djava.net.preferIPv4Stack=true");
    line.add("-Dhadoop.log.dir=" + directory);
    line.add("-Dyarn.log.dir=" + directory);
    String classPath =
        String.join(
            File.pathSeparator,
            configuration(role).toString(),
            jars.resolve("web").toString(),
            jars.resolve("lib") + "/*");
    line.addAll(List.of("-cp", classPath, MAINS.get(role.replaceFirst("[0-9]$", ""))));
    line.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".log").toFile());
    builder.environment().put("HADOOP_CONF_DIR", configuration(role).toString());
    builder.environment().put("HADOOP_HOME", directory.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.start();
  }

  private void await(int port, String path, String wanted) {
    Api api = new Api(URI.create("http://" + HOST + ":" + port));
    Await.until(
        () -> path + " to say " + wanted + ": " + printed(),
        () -> {
          try {
            return api.get(path).body().toString().contains(wanted);
          } catch (UncheckedIOException e) {
            return false;
          }
        });
  }

  /** SIGKILL to a NodeManager; what it started goes on. */
  void killNode(int node) throws InterruptedException {
    processes.remove("nodemanager" + node).destroyForcibly().waitFor();
  }

  /** Waits until YARN has given up so many nodes. */
  void awaitLostNodes(int count) {
    await(resourceManagerPages, "/ws/v1/cluster/metrics", "\"lostNodes\":" + count);
  }

  /** Waits until so many applications have ended well. */
  void awaitFinished(int count) {
    await(resourceManagerPages, "/ws/v1/cluster/metrics", "\"appsCompleted\":" + count);
  }

  /** A place on HDFS. */
  String uri(String path) {
    return "hdfs://" + HOST + ":" + nameNode + path;
  }

  /** What its clients are to have in their environment. */
  Map<String, String> environment() {
    return Map.of("HADOOP_CONF_DIR", configuration("client").toString());
  }

  /** What the daemons and all containers printed. */
  String printed() {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".log") || name.equals("stderr") || name.equals("prelaunch.err")) {
          List<String> lines = Files.readAllLines(file);
          text.append("\n=== ").append(directory.relativize(file)).append('\n');
          lines
              .subList(Math.max(0, lines.size() - 60), lines.size())
              .forEach(line -> text.append(line).append('\n'));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      text.append(e);
    }
    return text.toString();
  }

  @Override
  public void close() {
    processes.values().forEach(Process::destroyForcibly);
    // containers whose NodeManager is gone
    ProcessHandle.allProcesses().filter(this::isContainer).forEach(ProcessHandle::destroyForcibly);
    processes.values().forEach(process -> process.onExit().join());
  }

  private boolean isContainer(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
          .contains(uri("/"));
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }
}
