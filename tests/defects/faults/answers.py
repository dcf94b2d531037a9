"""Fields of answers that are wrong."""

from honest import Call, Fields, Instance, System

from .table import fault


class OtherEcho(System):
    """Answers Echo with other fields."""

    other: Fields

    def echo_answer(self, instance: Instance, call: Call) -> Fields:
        return {**super().echo_answer(instance, call), **self.other}


@fault("basic_workflow", "MyServiceEcho .* with 'client_value' '', expected 'value 1'")
class ValueIsLost(OtherEcho):
    """The answer of Echo lacks the client's value."""

    other = {"client_value": ""}


@fault("basic_workflow", "MyServiceEcho .* with 'server_value' 'other', expected 'my_service'")
class OtherServerValue(OtherEcho):
    """Echo is answered with another server value."""

    other = {"server_value": "other"}


@fault("basic_workflow", "MyServiceEcho .* with an empty 'pod_name'")
class InstanceHasNoName(OtherEcho):
    """The answer of Echo does not say which instance gave it."""

    other = {"pod_name": ""}


@fault("basic_workflow", "MyServiceEcho .* with 'server_session_id' 'other'")
class EchoOtherServerSession(OtherEcho):
    """Echo tells another session that the instance holds."""

    other = {"server_session_id": "other"}


@fault("basic_workflow", "MyServiceEcho .* with 'client_session_id' ''")
class EchoNoClientSession(OtherEcho):
    """Echo does not tell the client's session."""

    other = {"client_session_id": ""}


@fault("basic_workflow", "MyServiceEcho .* with 'index' '1', expected '0'")
class EchoCounts(OtherEcho):
    """The index of Echo is not 0."""

    other = {"index": 1}


@fault("basic_workflow", "MyServiceEcho .* with 'server_method' 'Echo', expected 'MyServiceEcho'")
class EchoOtherMethod(OtherEcho):
    """Echo calls itself otherwise."""

    other = {"server_method": "Echo"}


@fault("basic_workflow", "MyServiceEcho .* with 'client_value' 'value 1', expected 'value 10'")
class LongValueIsCut(System):
    """Echo cuts values short."""

    def echo_answer(self, instance: Instance, call: Call) -> Fields:
        answer = super().echo_answer(instance, call)
        return {**answer, "client_value": call.value[:7]}


class OtherShutdown(System):
    """Answers Shutdown with other fields."""

    other: Fields

    def shutdown_answer(self, instance: Instance, call: Call) -> Fields:
        return {**super().shutdown_answer(instance, call), **self.other}


@fault("basic_workflow", "MyServiceShutdown .* was answered by 'myservice-9', expected 'myservice-")
class ShutdownNamesAnother(OtherShutdown):
    """Shutdown is answered in the name of another instance."""

    other = {"pod_name": "myservice-9"}


@fault("basic_workflow", "MyServiceShutdown .* with 'server_session_id' ''")
class ShutdownNoServerSession(OtherShutdown):
    """Shutdown does not tell the instance's session."""

    other = {"server_session_id": ""}


@fault("basic_workflow", "MyServiceShutdown .* with 'client_session_id' 'other'")
class ShutdownOtherClientSession(OtherShutdown):
    """Shutdown tells another session of the client."""

    other = {"client_session_id": "other"}


@fault("basic_workflow", "MyServiceShutdown .* with 'index' '-1', expected '0'")
class ShutdownCounts(OtherShutdown):
    """The index of Shutdown is not 0."""

    other = {"index": -1}


@fault("basic_workflow", "MyServiceShutdown .* with 'server_method' '', expected 'MyServiceShutdo")
class ShutdownNoMethod(OtherShutdown):
    """Shutdown does not say its name."""

    other = {"server_method": ""}
