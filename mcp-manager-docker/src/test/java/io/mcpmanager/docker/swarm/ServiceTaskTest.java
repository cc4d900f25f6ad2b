package io.mcpmanager.docker.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mcpmanager.docker.swarm.ServiceTask.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers as engine 20.10 gives them. */
final class ServiceTaskTest {

  private static final String RUNNING = """
      {"ID":"crvx","Version":{"Index":19},"Labels":{},"ServiceID":"vcmi","Slot":1,"NodeID":"4fek",
       "Status":{"Timestamp":"2026-11-21T18:28:10.160623013Z","State":"running","Message":"started",
        "ContainerStatus":{"ContainerID":"2a60","PID":25345,"ExitCode":0},
        "PortStatus":{"Ports":[
          {"Protocol":"tcp","TargetPort":8080,"PublishedPort":32769,"PublishMode":"host"},
          {"Protocol":"tcp","TargetPort":8080,"PublishedPort":32769,"PublishMode":"host"},
          {"Protocol":"tcp","TargetPort":9090,"PublishedPort":30000,"PublishMode":"ingress"}]}},
       "DesiredState":"running"}""";

  private static final String FAILED = """
      {"ID":"hcya","ServiceID":"0b1w","Slot":2,"NodeID":"4fek",
       "Status":{"Timestamp":"2026-11-21T18:28:38.22Z","State":"failed","Message":"started",
        "Err":"task: non-zero exit (3)",
        "ContainerStatus":{"ContainerID":"7435","PID":0,"ExitCode":3},"PortStatus":{}},
       "DesiredState":"shutdown"}""";

  private static final String REJECTED = """
      {"ID":"9kmx","ServiceID":"9kmx","Slot":1,"NodeID":"4fek",
       "Status":{"State":"rejected","Err":"No such image: nothere:1",
        "ContainerStatus":{"ContainerID":"","PID":0,"ExitCode":0},"PortStatus":{}},
       "DesiredState":"shutdown"}""";

  private static final String PENDING = """
      {"ID":"f4xj","ServiceID":"f4xj","Slot":1,
       "Status":{"State":"pending","Message":"pending task scheduling",
        "Err":"no suitable node (scheduling constraints not satisfied on 1 node)","PortStatus":{}},
       "DesiredState":"running"}""";

  @Test
  void givenRunningTask_whenRead_thenItsPortAtItsNodeIsKnown() throws Exception {
    ServiceTask task = read(RUNNING);

    assertThat(task.runs()).isTrue();
    assertThat(task.service()).isEqualTo("vcmi");
    assertThat(task.node()).isEqualTo("4fek");
    assertThat(task.container()).isEqualTo("2a60");
    assertThat(task.exitCode()).isNull();
    assertThat(task.portOf(8080)).hasValue(32769);
    assertThat(task.portOf(9090)).isEmpty();
  }

  @Test
  void givenFailedTask_whenRead_thenItsStatusAndErrorAreKnown() throws Exception {
    ServiceTask task = read(FAILED);

    assertThat(task.failed()).isTrue();
    assertThat(task.exitCode()).isEqualTo(3);
    assertThat(task.error()).isEqualTo("task: non-zero exit (3)");
    assertThat(task.slot()).isEqualTo(2);
  }

  @Test
  void givenTaskThatNeverBegan_whenRead_thenItHasFailedWithoutAStatus() throws Exception {
    ServiceTask task = read(REJECTED);

    assertThat(task.failed()).isTrue();
    assertThat(task.exitCode()).isNull();
    assertThat(task.error()).isEqualTo("No such image: nothere:1");
  }

  @Test
  void givenTaskWithoutNode_whenRead_thenItWaitsAndSaysWhatFor() throws Exception {
    ServiceTask task = read(PENDING);

    assertThat(task.stage()).isEqualTo(Stage.WAITING);
    assertThat(task.failed()).isFalse();
    assertThat(task.error()).startsWith("no suitable node");
    assertThat(task.node()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "new,running,WAITING",
    "allocated,running,WAITING",
    "assigned,running,COMING",
    "preparing,ready,COMING",
    "ready,ready,COMING",
    "starting,running,COMING",
    "running,running,RUNNING",
    "running,shutdown,ENDING",
    "running,remove,ENDING",
    "preparing,shutdown,ENDING",
    "pending,shutdown,ENDING",
    "complete,shutdown,ENDED",
    "shutdown,shutdown,ENDED",
    "failed,running,ENDED",
    "rejected,shutdown,ENDED",
    "orphaned,shutdown,ENDED",
    "somethingnew,running,COMING"
  })
  void givenStateAndWhatIsDesired_whenRead_thenTheStageFollows(
      String state, String desired, Stage stage) throws Exception {
    ServiceTask task =
        read("{\"Status\":{\"State\":\"" + state + "\"},\"DesiredState\":\"" + desired + "\"}");

    assertThat(task.stage()).isEqualTo(stage);
  }

  private static ServiceTask read(String task) throws Exception {
    List<ServiceTask> tasks = ServiceTask.read(new ObjectMapper().readTree("[" + task + "]"));
    assertThat(tasks).hasSize(1);
    return tasks.getFirst();
  }
}
