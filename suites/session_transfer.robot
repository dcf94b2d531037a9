*** Settings ***
Documentation     A client's session moves from instance to instance as each one shuts down, with no error
...               that the client can see; when none is left, the client is told so.
...
...               Sections 2 to 4 check that the session stays on its instance (FR-4) and that the very next call after
...               a Shutdown is served by another one (FR-5, FR-MG-3, FR-MS-7); section 5, that no instance is left.

Resource          ../resources/system.resource

Suite Setup       Start The System    instances_needed=3
Suite Teardown    Stop The System
Test Timeout      2 minutes

Test Tags         FR-4    FR-5    FR-MG-3    FR-MS-7


*** Test Cases ***
Session Moves As Each Instance Shuts Down Until None Is Left
    GROUP    1. Client authentication
        Client Begins A Session
    END
    GROUP    2. First instance
        Session Should Stay On Instance    calls=2
        Session's Instance Shuts Down
    END
    GROUP    3. Second instance
        Session Should Move To The Next Instance
        Session Should Stay On Instance    calls=1
        Session's Instance Shuts Down
    END
    GROUP    4. Third instance
        Session Should Move To The Next Instance
        Session Should Stay On Instance    calls=1
        Session's Instance Shuts Down
    END
    GROUP    5. No available instances
        Remaining Instances Should Take The Session Over    already_shut_down=3
        No Instance Should Be Left For
        All Instances Should Have Exited
    END
