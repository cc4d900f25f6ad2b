package io.mcpmanager.examples.benchmarks;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.jspecify.annotations.Nullable;

/** What a program and the programs it has started use, without MCP servers among these. */
final class ProcessFootprint implements Hop.Footprint {

  private static final String THREADS = ManagementFactory.THREAD_MXBEAN_NAME;

  private final List<ProcessHandle> processes;
  private final @Nullable JMXConnector jvm;

  private ProcessFootprint(List<ProcessHandle> processes, @Nullable JMXConnector jvm) {
    this.processes = processes;
    this.jvm = jvm;
  }

  /** Of any program that runs. */
  static ProcessFootprint of(ProcessHandle program, String mcpServer) {
    List<ProcessHandle> processes = Stream.concat(Stream.of(program), program.descendants())
        .filter(process -> !process.info().command().orElse("").equals(mcpServer))
        .toList();
    return new ProcessFootprint(processes, null);
  }

  /** Of a JVM, which is asked through JMX what it has allocated. */
  @SuppressWarnings("BanJNDI") // it talks to a program that this one has started
  static ProcessFootprint ofJvm(ProcessHandle program) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(program.pid()));
      try {
        var address = new JMXServiceURL(machine.startLocalManagementAgent());
        return new ProcessFootprint(List.of(program), JMXConnectorFactory.connect(address));
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public double cpuSeconds() {
    return processes.stream()
        .mapToDouble(process ->
            process.info().totalCpuDuration().map(time -> time.toNanos() / 1e9).orElse(0.0))
        .sum();
  }

  @Override
  public double residentMiB() {
    return processes.stream().mapToDouble(Programs::residentMiB).sum();
  }

  @Override
  public OptionalLong allocated() {
    if (jvm == null) {
      return OptionalLong.empty();
    }
    try {
      Object bytes = jvm.getMBeanServerConnection()
          .getAttribute(new ObjectName(THREADS), "TotalThreadAllocatedBytes");
      return OptionalLong.of((Long) bytes);
    } catch (IOException | JMException e) {
      throw new IllegalStateException("the JVM does not tell what it has allocated", e);
    }
  }

  @Override
  public void close() throws IOException {
    if (jvm != null) {
      jvm.close();
    }
  }
}
