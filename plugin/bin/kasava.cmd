@echo off
rem Starts Kasava Keys on Windows: finds a Java 25 and the program's image.
setlocal enabledelayedexpansion
set "bin=%~dp0"
set "image=%bin%..\lib\kasava"
if exist "%bin%..\..\pom.xml" set "image=%bin%..\..\target\image"
set "built="
if exist "%image%\kasava-keys.jar" if exist "%image%\serve.options" set "built=yes"
if not defined built (
  if /i "%~1"=="serve" if exist "%bin%..\..\pom.xml" (
    echo Building Kasava Keys; the first time takes a minute or two. 1>&2
    pushd "%bin%..\.."
    call mvn -B -ntp -Dmaven.test.skip=true -Dexec.skip=true package 1>&2
    if errorlevel 1 (
      popd
      echo kasava: The build failed; Maven's output above says why. 1>&2
      exit /b 1
    )
    popd
  )
)
if not exist "%image%\kasava-keys.jar" if not exist "%bin%..\..\pom.xml" (
  if not defined KASAVA_PASSED_ON for %%k in (kasava.cmd kasava.exe) do if not "%%~$PATH:k"=="" if /i not "%%~$PATH:k"=="%~f0" (
    set "KASAVA_PASSED_ON=yes"
    "%%~$PATH:k" %*
    exit /b
  )
  echo kasava: This copy of the plugin holds no program, and there is no kasava on the PATH. Unpack the archive of a release, and run its bin\kasava.cmd connect claude-code. 1>&2
  exit /b 4
)
if not exist "%image%\kasava-keys.jar" (
  echo kasava: Kasava Keys is not built yet. Run: "%~f0" serve 1>&2
  exit /b 4
)
set "java="
if defined KASAVA_JAVA set "java=%KASAVA_JAVA%"
if not defined java call :try "%bin%..\runtime"
if not defined java if defined JAVA_HOME call :try "%JAVA_HOME%"
if not defined java for %%j in (java.exe) do call :try "%%~dp$PATH:j.."
if not defined java for /d %%h in ("%ProgramFiles%\Eclipse Adoptium\*" "%ProgramFiles%\Java\*" "%ProgramFiles%\Microsoft\jdk-*") do if not defined java call :try "%%~h"
if not defined java (
  echo kasava: Java 25 or newer is needed and was not found. Install it, or name its folder with JAVA_HOME. 1>&2
  exit /b 4
)
set "start=command"
if /i "%~1"=="mcp" set "start=mcp"
if /i "%~1 %~2"=="mcp --local" set "start=local"
if /i "%~1"=="headers" set "start=headers"
if /i "%~1"=="serve" set "start=serve"
set "options="@%image%\command.options""
if "%start%"=="serve" set "options="@%image%\serve.options""
for %%s in (mcp local headers) do if "%start%"=="%%s" set "options=%options% -XX:CompileThresholdScaling=10"
set "first=%image%\%start%-first.jsa"
set "rest=%image%\%start%-rest.jsa"
set "classes="
if exist "%first%" if exist "%rest%" set "classes="-XX:SharedArchiveFile=%first%;%rest%""
rem From here on an exclamation mark in an argument is only that.
setlocal disabledelayedexpansion
"%java%" "@%image%\java.options" %classes% %options% "-Dorg.sqlite.lib.path=%image%\native" "-Dkasava.launcher=%~f0" -cp "%image%\kasava-keys.jar" dev.kasava.keys.app.Main %*
exit /b %errorlevel%

:try
if not exist "%~1\bin\java.exe" exit /b
if not exist "%~1\release" exit /b
set "major=0"
for /f "tokens=2 delims==." %%v in ('findstr /b "JAVA_VERSION=" "%~1\release"') do (
  set "major=%%~v"
  set "major=!major:"=!"
)
if !major! geq 25 set "java=%~1\bin\java.exe"
exit /b
