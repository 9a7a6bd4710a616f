from msgspec.structs import replace

from tests.verify.samples import BLUEPRINT
from tests.verify.traffic import exchange
from wirebase.exchange import Exchange, Json, Message
from wirebase.verify.endpoints import Endpoints

ENDPOINTS = Endpoints(BLUEPRINT)


def test_a_request_belongs_to_the_operation_at_its_path() -> None:
    place = ENDPOINTS.place(exchange("GET", "/tasks/7/?expand=1"))
    assert (place.operation, place.path) == ("get_task", "/tasks/{task_id}")


def test_what_else_a_request_holds_tells_operations_apart() -> None:
    def called(method: Json) -> str:
        return ENDPOINTS.place(exchange("POST", "/rpc", {}, sent={"method": method})).operation

    assert called("report") == "rpc_report"
    assert called("other") == "rpc"


def test_a_broken_body_means_the_operation_that_asks_for_nothing() -> None:
    broken: Exchange = replace(
        exchange("POST", "/rpc", {}),
        request=Message((("content-type", "application/json"),), b"{broken"),
    )
    assert ENDPOINTS.place(broken).operation == "rpc"


def test_what_the_blueprint_does_not_know_is_grouped_by_the_look_of_its_path() -> None:
    place = ENDPOINTS.place(exchange("PUT", "/boards/17"))
    assert (place.operation, place.method, place.path) == ("", "PUT", "/boards/{}")


def test_what_is_repeated_is_told() -> None:
    assert ENDPOINTS.place(exchange("POST", "/rpc", {}, sent={"method": "report"})).unexplained
    assert ENDPOINTS.place(exchange("GET", "/tasks")).repeated == ("/*/score",)
    assert ENDPOINTS.place(exchange("POST", "/tasks")).repeated == ("tasks.state",)
