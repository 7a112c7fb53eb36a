//! The peers that are written in Python, where there is one to run them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Args;

/// In tables.
pub const FASTAPI: &str = "FastAPI";
/// In tables: the Python package of 2012.
pub const OF_2012: &str = "Python 2012";

/// Where Python is.
#[derive(Clone, Debug, Args)]
pub struct Python {
    /// A Python 3 that has `fastapi` and `uvicorn`.
    #[arg(
        long,
        value_name = "PYTHON",
        default_value = "python3",
        env = "PYTHON3"
    )]
    fastapi: String,
    /// A Python 2.7 for the package of 2012.
    #[arg(
        long,
        value_name = "PYTHON",
        default_value = "python2.7",
        env = "PYTHON27"
    )]
    python27: String,
    /// The folder that the package of 2012 was installed into, as
    /// harness/testees/python-2012 has it.
    #[arg(long, value_name = "DIR", env = "PACKAGES_2012")]
    packages_2012: Option<PathBuf>,
}

impl Python {
    /// FastAPI under uvicorn; or why it is not here.
    pub fn fastapi(&self) -> Result<Command, String> {
        let command = script(&self.fastapi, "python/fastapi_server.py");
        present(FASTAPI, command, "import fastapi, uvicorn")
    }

    /// The server of 2012.
    pub fn server_2012(&self) -> Result<Command, String> {
        self.of_2012("../../harness/testees/python-2012/server.py")
    }

    /// The client of 2012, which wants a url.
    pub fn client_2012(&self) -> Result<Command, String> {
        self.of_2012("python/client_2012.py")
    }

    fn of_2012(&self, path: &str) -> Result<Command, String> {
        let mut command = script(&self.python27, path);
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        if let Some(packages) = &self.packages_2012 {
            command.env("PYTHONPATH", packages);
        }
        present(OF_2012, command, "import hyperglyph")
    }
}

fn script(python: &str, path: &str) -> Command {
    let mut command = Command::new(python);
    command
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(path))
        // Tracebacks and time-outs are of no interest; what goes wrong is seen by the load.
        .stderr(Stdio::null());
    command
}

/// The command, if its interpreter has the modules that it needs.
fn present(name: &str, command: Command, imports: &str) -> Result<Command, String> {
    let mut probe = Command::new(command.get_program());
    probe.args(["-c", imports]);
    for (variable, value) in command.get_envs() {
        if let Some(value) = value {
            probe.env(variable, value);
        }
    }
    let program = command.get_program().display();
    match probe.stdout(Stdio::null()).stderr(Stdio::null()).status() {
        Ok(status) if status.success() => Ok(command),
        Ok(_) => Err(format!("{name}: {program} cannot `{imports}`")),
        Err(error) => Err(format!("{name}: {program} cannot be started: {error}")),
    }
}
