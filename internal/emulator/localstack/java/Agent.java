import java.lang.instrument.Instrumentation;

/** Does nothing: LocalStack starts DynamoDB Local with an agent that patches other versions. */
public class Agent {
    public static void premain(String args, Instrumentation i) {}
}
